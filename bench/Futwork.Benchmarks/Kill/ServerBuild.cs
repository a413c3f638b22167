namespace Futwork.Benchmarks.Kill;

/// <summary>A build of the server.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Folder">Where it lies.</param>
internal sealed record ServerBuild(string Name, string Folder)
{
    /// <summary>The one that lies beside this program.</summary>
    public static readonly ServerBuild This = new("this", AppContext.BaseDirectory);

    /// <summary>What <c>dotnet</c> runs.</summary>
    public string Program => Path.Combine(Folder, "Futwork.dll");
}
