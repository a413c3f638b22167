namespace Futwork.Tests.Support;

/// <summary>The folder that the solution lies in.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "Futwork.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests must run inside the repository: they read its pages and tools.");
        return folder.FullName;
    }
}
