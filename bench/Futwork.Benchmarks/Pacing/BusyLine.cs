using System.Globalization;
using System.Reflection;
using Futwork.Benchmarks.Signalling;
using Futwork.Tests.Support;

namespace Futwork.Benchmarks.Pacing;

/// <summary>A line that knows nothing of us and at whose end everybody is busy: SIPp, a process of its own, which notes each message as it comes.</summary>
internal sealed class BusyLine : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("futwork-line-").FullName;
    private readonly SippProcess _sipp;

    public BusyLine()
    {
        Port = Ports.Free();
        var scenario = Path.Combine(_folder, "busy.xml");
        using (var text = Assembly.GetExecutingAssembly().GetManifestResourceStream("Futwork.Benchmarks.Pacing.busy.xml")!)
        using (var file = File.Create(scenario))
            text.CopyTo(file);
        _sipp = new SippProcess(Port, "-sf", scenario, "-trace_shortmsg", "-shortmessage_file", Log);
    }

    /// <summary>Where it listens, UDP, on the loopback address.</summary>
    public int Port { get; }

    private string Log => Path.Combine(_folder, "messages.log");

    /// <summary>When each call came, by the line's clock, repetitions left out.</summary>
    public IReadOnlyList<DateTimeOffset> Arrivals()
    {
        if (!File.Exists(Log))
            return [];
        using var file = new StreamReader(new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var first = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        while (file.ReadLine() is { } line)
        {
            // Date, time, unix seconds, S or R for sent or received, Call-ID, CSeq, first line.
            var cells = line.Split('\t');
            if (cells.Length >= 6 && cells[3] == "R" && cells[5].EndsWith("INVITE", StringComparison.Ordinal))
                first.TryAdd(cells[4], DateTimeOffset.UnixEpoch.AddTicks((long)(decimal.Parse(cells[2], CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond)));
        }

        return [.. first.Values.Order()];
    }

    public void Dispose()
    {
        _sipp.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
