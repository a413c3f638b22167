namespace Futwork.Realtime.Speech;

/// <summary>How to reach a vendor.</summary>
/// <param name="ApiKey">The customer's key with the vendor; never logged.</param>
/// <param name="BaseUrl">Another address than the vendor's own: a region, a self-hosted server, a simulator.</param>
public sealed record VendorAccess(string? ApiKey, Uri? BaseUrl)
{
    /// <summary>No key, and the usual address.</summary>
    public static VendorAccess None { get; } = new(null, null);

    /// <summary>Leaves the key out: a record's own text would show it.</summary>
    public override string ToString() => $"{BaseUrl}";
}
