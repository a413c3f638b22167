namespace Futwork.Data;

/// <summary>Folders that hold what people said and what keeps it secret.</summary>
internal static class DataFolder
{
    /// <summary>The server's, below the working folder, where the setting <c>Data</c> names none.</summary>
    public const string Usual = "data";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The server's by its settings, not made yet.</summary>
    public static string Of(IConfiguration configuration) => configuration["Data"] is { Length: > 0 } path ? path : Usual;

    /// <summary>Makes it, for nobody but the server's user. One that exists stays as whoever made it wants it.</summary>
    /// <returns>Its path.</returns>
    public static string Make(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly);
        return path;
    }
}
