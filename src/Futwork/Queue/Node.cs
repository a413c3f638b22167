using System.Security.Cryptography;

namespace Futwork.Queue;

/// <summary>This process, as the owner of leases. A process that starts again is another node: it never inherits a lease.</summary>
internal sealed record Node(string Name)
{
    /// <summary>A name that no other process has, now or later.</summary>
    public static Node ThisProcess() =>
        new($"{Environment.MachineName}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}");
}
