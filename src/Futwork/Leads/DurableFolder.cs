using System.Runtime.InteropServices;

namespace Futwork.Leads;

/// <summary>
/// Puts the names in a folder on the disk. A file that was flushed may have no name after a power cut: that stands in the folder (fsync(2)). .NET opens no folders, so
/// the system is asked; where it is not a POSIX one, files and their names are written together.
/// </summary>
internal static partial class DurableFolder
{
    private const int ReadOnly = 0;

    // O_CLOEXEC: a program that is started meanwhile does not get the folder, too.
    private static readonly int NotForPrograms = OperatingSystem.IsLinux() ? 0x80000 : 0;

    /// <exception cref="IOException">They may not be on the disk.</exception>
    public static void Sync(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var folder = Open(path, ReadOnly | NotForPrograms);
        if (folder < 0)
            throw new IOException($"The folder {path} cannot be opened to write it to the disk: error {Marshal.GetLastPInvokeError()}.");
        var failed = FSync(folder) != 0 ? Marshal.GetLastPInvokeError() : 0;
        _ = Close(folder);
        if (failed != 0)
            throw new IOException($"The folder {path} cannot be written to the disk: error {failed}.");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int file);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int file);
}
