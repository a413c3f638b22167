using Futwork.Data;
using Futwork.Hosting;
using Futwork.Webhooks;

namespace Futwork.Calls;

/// <summary>Where the sound and the words of calls lie, below the data folder: one folder a day.</summary>
internal sealed class CallFiles(HostingOptions options)
{
    private static readonly string[] Folders = ["recordings", "transcripts"];

    /// <summary>Path of a recording below the data folder.</summary>
    public static string Recording(Guid callId) => Path.Combine("recordings", Day(callId), $"{callId}.wav");

    /// <summary>Path of a transcript below the data folder.</summary>
    public static string Transcript(Guid callId) => Path.Combine("transcripts", Day(callId), $"{callId}.jsonl");

    /// <summary>The full path, its folder made. Where that cannot be made, because the disk is full say, the call goes on without the file: whoever is to open it tells.</summary>
    public string Prepare(string path)
    {
        var full = Full(path);
        try
        {
            DataFolder.Make(Path.GetDirectoryName(full)!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Told when the file is opened.
        }

        return full;
    }

    public string Full(string path) => Path.GetFullPath(Path.Combine(options.Data, path));

    public bool Exists(string path) => File.Exists(Full(path));

    /// <summary>The recording of a call, as a path below the data folder; null when this node has none.</summary>
    public string? RecordingOf(Guid callId) => Exists(Recording(callId)) ? Recording(callId) : null;

    /// <summary>What was said, as far as it got to disk; nothing when this node has no such file.</summary>
    public async Task<List<SpokenLine>> ReadTranscriptAsync(Guid callId, CancellationToken cancellationToken)
    {
        var path = Full(Transcript(callId));
        return File.Exists(path) ? Webhooks.Transcript.FromLines(await File.ReadAllTextAsync(path, cancellationToken)) : [];
    }

    /// <summary>The calls of the days since <paramref name="since"/> whose words this node has on its disk.</summary>
    public IEnumerable<Guid> Transcribed(DateTimeOffset since)
    {
        var root = new DirectoryInfo(Full("transcripts"));
        return !root.Exists
            ? []
            : root.EnumerateDirectories()
                .Where(day => string.CompareOrdinal(day.Name, $"{since:yyyy-MM-dd}") >= 0)
                .SelectMany(day => day.EnumerateFiles("*.jsonl"))
                .Select(file => Guid.TryParse(Path.GetFileNameWithoutExtension(file.Name), out var id) ? id : Guid.Empty)
                .Where(id => id != Guid.Empty);
    }

    /// <summary>Deletes the sound and the words of the days before <paramref name="before"/> from this node's disk.</summary>
    /// <returns>How many days.</returns>
    public int DeleteDays(DateTimeOffset before)
    {
        var old = Folders.Select(kind => new DirectoryInfo(Full(kind))).Where(root => root.Exists)
            .SelectMany(root => root.EnumerateDirectories("????-??-??"))
            .Where(day => string.CompareOrdinal(day.Name, $"{before:yyyy-MM-dd}") < 0)
            .ToList();
        old.ForEach(day => day.Delete(recursive: true));
        return old.Count;
    }

    // The id of a call begins with the millisecond it was made in (RFC 9562, version 7).
    private static string Day(Guid callId)
    {
        var bytes = callId.ToByteArray(bigEndian: true);
        var milliseconds = 0L;
        foreach (var part in bytes.AsSpan(0, 6))
            milliseconds = (milliseconds << 8) | part;
        return $"{DateTimeOffset.FromUnixTimeMilliseconds(milliseconds):yyyy-MM-dd}";
    }
}
