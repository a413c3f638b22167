namespace Futwork.Hosting;

/// <summary>
/// The home of the user that the server runs as. Nothing of ours lies there, but .NET looks below it for certificates that the user trusts, and makes no TLS connection where it finds no home at all.
/// </summary>
internal static class UserHome
{
    private const string Name = "HOME";

    /// <summary>Where the environment has none, names the one that the system knows; the root, where that knows none either, as of a container's user that has a number only.</summary>
    public static void Ensure()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Name)))
            Environment.SetEnvironmentVariable(Name, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify));
    }
}
