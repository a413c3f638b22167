using System.Diagnostics;
using System.Globalization;

namespace Futwork.Benchmarks.Media;

/// <summary>The program in C beside which the engine is measured, and which is its far end: control.c, compiled when it is first needed.</summary>
internal sealed class ControlProcess : IDisposable
{
    private static readonly Lazy<string> Program = new(Compile);
    private readonly Process _process;

    private ControlProcess(params IEnumerable<string> arguments) => _process = Start(Program.Value, arguments);

    /// <summary>Binds its ports and waits to be told where to send to.</summary>
    /// <param name="kind"><c>calls</c>: a socket for each; <c>shared</c>: one for all.</param>
    /// <param name="calls">How many.</param>
    /// <param name="firstPort">The first call's; the next has the second above it.</param>
    /// <param name="core">Where it must run; null: wherever there is room.</param>
    public static ControlProcess Bind(string kind, int calls, int firstPort, int? core = null)
    {
        var control = new ControlProcess([kind, Text(calls), Text(firstPort), .. core is { } number ? [Text(number)] : Array.Empty<string>()]);
        control.Expect("bound");
        return control;
    }

    /// <summary>Microseconds for sending a packet and receiving it again on one core: from one socket in batches, and one by one over many.</summary>
    public static (double Batched, double OneByOne) Limit(int sockets)
    {
        using var control = new ControlProcess(["limit", Text(sockets), "2"]);
        var times = control.Numbers();
        return (times[0], times[1]);
    }

    /// <summary>Lets packets flow to these ports.</summary>
    public void Send(IEnumerable<int> ports)
    {
        foreach (var port in ports) _process.StandardInput.WriteLine(Text(port));
        _process.StandardInput.Flush();
        Expect("ready");
    }

    /// <summary>The counts so far; gaps are counted from here.</summary>
    public ControlMark Mark()
    {
        Ask("mark");
        var counts = Array.ConvertAll(Numbers(), number => (long)number);
        return new ControlMark(counts[0], counts[1], counts[2], counts[3], counts[4]);
    }

    /// <summary>|gap between two packets of a call - 20 ms| since the last mark in milliseconds: p50, p99, p99.9, max.</summary>
    public double[] Gaps()
    {
        Ask("gaps");
        return Numbers();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static Process Start(string program, IEnumerable<string> arguments) =>
        System.Diagnostics.Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;

    private static string Compile()
    {
        var program = Path.Combine(Directory.CreateTempSubdirectory("futwork-bench-").FullName, "control");
        try
        {
            using var compiler = Start("cc", ["-O2", "-pthread", "-x", "c", "-", "-o", program]);
            using (var source = typeof(ControlProcess).Assembly.GetManifestResourceStream("Futwork.Benchmarks.Media.control.c")!)
                source.CopyTo(compiler.StandardInput.BaseStream);
            compiler.StandardInput.Close();
            compiler.WaitForExit();
            if (compiler.ExitCode != 0) throw new InvalidOperationException("control.c does not compile; see above.");
            return program;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException("The far end of this measurement is a program in C, and there is no C compiler: install gcc and libc6-dev.", missing);
        }
    }

    private void Ask(string question)
    {
        _process.StandardInput.WriteLine(question);
        _process.StandardInput.Flush();
    }

    private double[] Numbers()
    {
        var line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The control ended; see above.");
        return Array.ConvertAll(line.Split(' '), number => double.Parse(number, CultureInfo.InvariantCulture));
    }

    private void Expect(string word)
    {
        if (_process.StandardOutput.ReadLine() != word) throw new InvalidOperationException("The control ended; see above.");
    }
}

/// <summary>The control's counts at a moment.</summary>
/// <param name="Time">Nanoseconds of the monotonic clock.</param>
/// <param name="Processor">Nanoseconds its thread has worked.</param>
/// <param name="Sent">Packets sent.</param>
/// <param name="Received">Packets received.</param>
/// <param name="Lost">Packets that never came.</param>
internal sealed record ControlMark(long Time, long Processor, long Sent, long Received, long Lost)
{
    /// <summary>Microseconds for each call and second since <paramref name="before"/>.</summary>
    public double Cost(ControlMark before, int calls) => (Processor - before.Processor) / 1e3 / calls / ((Time - before.Time) / 1e9);
}
