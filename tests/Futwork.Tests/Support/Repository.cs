using System.Runtime.CompilerServices;

namespace Futwork.Tests.Support;

/// <summary>Where the sources of this test run lie.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", ".."));

    /// <summary>All C# files below a folder of <c>src</c>, one behind the other.</summary>
    public static string Sources(string folder) => string.Join('\n', Directory.GetFiles(Path.Combine(Root, "src", folder), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}")).Select(File.ReadAllText));

    private static string Here([CallerFilePath] string file = "") => file;
}
