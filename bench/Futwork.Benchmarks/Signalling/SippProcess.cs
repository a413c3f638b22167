using System.Diagnostics;
using System.Globalization;

namespace Futwork.Benchmarks.Signalling;

/// <summary>SIPp as the far end of calls.</summary>
internal sealed class SippProcess : IDisposable
{
    /// <summary>By default a SIPp has room for 57 messages (64 KB, of which the kernel counts 2.3 for each): a burst of 500 calls loses most of the rest.</summary>
    private const string Room = "4194304";

    private readonly Process _process;

    /// <summary>Starts it on that port of the loopback address.</summary>
    /// <param name="port">UDP.</param>
    /// <param name="arguments">What it does there.</param>
    public SippProcess(int port, params string[] arguments)
    {
        _process = Start([.. arguments, "-i", "127.0.0.1", "-p", Text(port), "-nostdin", "-buff_size", Room]);
    }

    /// <summary>Whether there is one on the path.</summary>
    public static bool IsInstalled => Array.Exists(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
        folder => File.Exists(Path.Combine(folder, "sipp")));

    /// <summary>Answers every call at once and echoes its sound; what comes to the port for sound is echoed without a call, too.</summary>
    public static SippProcess Echo(int port, params string[] arguments) => new(port, ["-sn", "uas", "-rtp_echo", .. arguments]);

    /// <summary>Places calls without sound by another SIPp and tells its processor time for each, in µs.</summary>
    /// <param name="port">The peer's, on the loopback address.</param>
    /// <param name="perSecond">How many calls begin in a second.</param>
    /// <param name="calls">How many in all.</param>
    public static async Task<double> CallAsync(int port, int perSecond, int calls)
    {
        var before = ChildTime.Now;
        using (var caller = Start("-sn", "uac", "-i", "127.0.0.1", "-p", Text(port + 2), "-r", Text(perSecond), "-m", Text(calls), "-d", "0", "-nostdin", "-buff_size", Room, $"127.0.0.1:{port}"))
        {
            await caller.WaitForExitAsync();
            if (caller.ExitCode != 0) throw new InvalidOperationException($"SIPp has lost calls, or its port {port + 2} is taken.");
        }

        return (ChildTime.Now - before).TotalMicroseconds / calls;
    }

    /// <summary>Processor time so far.</summary>
    public TimeSpan Processor
    {
        get
        {
            Running.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The process's number, which is also that of its first thread.</summary>
    public int Id => Running.Id;

    private Process Running => _process.HasExited ? throw new InvalidOperationException("SIPp has ended: is its port taken?") : _process;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("sipp", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["TERM"] = "dumb";
        try
        {
            var process = Process.Start(start)!;
            process.OutputDataReceived += static (_, _) => { };
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            return process;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException("The far end of this measurement is SIPp, which is not installed: install sip-tester.", missing);
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
