using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Leads.Imports;

/// <summary>
/// The files below <c>Data/imports</c>, of imports that come in and are read. Each is locked for as long as its process lives and deleted when it is
/// done with; what a killed process left behind is nobody's any more, and deleted when one starts.
/// </summary>
internal sealed class ImportFiles(HostingOptions hosting) : IHostedService
{
    private string Folder => Path.Combine(hosting.Data, "imports");

    public ImportTemporary New() => new(Path.Combine(DataFolder.Make(Folder), Path.GetRandomFileName()));

    /// <summary>Deletes those that no process holds.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var path in Directory.Exists(Folder) ? Directory.GetFiles(Folder) : [])
            ImportTemporary.DeleteIfLeft(path);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>A file of this process, gone when it is disposed of.</summary>
internal sealed class ImportTemporary : IDisposable
{
    // On Unix this is an advisory lock, which the kernel drops with the process, however that ends.
    private readonly FileStream _hold;

    public ImportTemporary(string path) => (Path, _hold) = (path, new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));

    public string Path { get; }

    /// <summary>Deletes a file unless somebody holds it.</summary>
    public static void DeleteIfLeft(string path)
    {
        try
        {
            using var free = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Held by a living process, or deleted by one meanwhile.
        }
    }

    public void Dispose()
    {
        File.Delete(Path);
        _hold.Dispose();
    }
}
