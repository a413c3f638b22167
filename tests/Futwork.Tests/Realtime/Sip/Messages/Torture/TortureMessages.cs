namespace Futwork.Tests.Realtime.Sip.Messages.Torture;

/// <summary>The messages of RFC 4475, by the name that the RFC gives each.</summary>
internal static class TortureMessages
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Realtime", "Sip", "Messages", "Torture");

    public static IReadOnlyList<string> Names { get; } = [.. Directory.GetFiles(Folder, "*.dat").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    /// <summary>The bytes of one. In the RFC's archive "baddn" ends before the empty line that ends every head: it is put there.</summary>
    public static byte[] Read(string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder, name + ".dat"));
        return bytes.AsSpan().IndexOf("\r\n\r\n"u8) < 0 ? [.. bytes, .. "\r\n"u8] : bytes;
    }
}
