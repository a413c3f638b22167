using System.Globalization;
using System.Reflection;
using Futwork.Benchmarks.Signalling;
using Futwork.Tests.Support;

namespace Futwork.Benchmarks.Pacing;

/// <summary>A line that knows nothing of us: SIPp, a process of its own, which notes each message as it reads it.</summary>
internal sealed class SippLine : ILine
{
    private readonly string _folder = Directory.CreateTempSubdirectory("futwork-line-").FullName;
    private readonly SippProcess _sipp;

    public SippLine(LineAnswer answer)
    {
        Port = Ports.Free();
        var scenario = Path.Combine(_folder, "scenario.xml");
        using (var text = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Futwork.Benchmarks.Pacing.{Scenario(answer)}.xml")!)
        using (var file = File.Create(scenario))
            text.CopyTo(file);
        _sipp = new SippProcess(Port, "-sf", scenario, "-trace_shortmsg", "-shortmessage_file", Log);
    }

    public int Port { get; }

    private string Log => Path.Combine(_folder, "messages.log");

    public IReadOnlyList<LineCall> Calls()
    {
        if (!File.Exists(Log))
            return [];
        using var file = new StreamReader(new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return Read(file.ReadToEnd());
    }

    /// <summary>The calls in what SIPp has written so far. Its last line may be half written, and is left out.</summary>
    internal static List<LineCall> Read(string log)
    {
        var calls = new Dictionary<string, LineCall>(StringComparer.Ordinal);
        foreach (var line in log.Split('\n')[..^1])
        {
            // Date, time, unix seconds, S or R for sent or received, Call-ID, CSeq, first line.
            var cells = line.Split('\t');
            if (cells.Length < 7 || !cells[5].EndsWith("INVITE", StringComparison.Ordinal))
                continue;
            if (cells[3] == "R")
                calls.TryAdd(cells[4], new LineCall(DateTimeOffset.UnixEpoch.AddTicks((long)(decimal.Parse(cells[2], CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond)), null));
            else if (calls.TryGetValue(cells[4], out var call))
                calls[cells[4]] = call with { Status = int.Parse(cells[6].Split(' ')[1], CultureInfo.InvariantCulture) };
        }

        return [.. calls.Values];
    }

    public void Dispose()
    {
        _sipp.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Scenario(LineAnswer answer) => answer switch
    {
        LineAnswer.Refusing => "refusing",
        LineAnswer.Resting => "resting",
        _ => "busy",
    };
}
