using System.Diagnostics;
using System.Globalization;

namespace Futwork.Benchmarks.Signalling;

/// <summary>SIPp, which answers every call at once and echoes its sound.</summary>
internal sealed class SippProcess : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts it on that port of the loopback address.</summary>
    public SippProcess(int port)
    {
        string[] arguments = ["-sn", "uas", "-i", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), "-nostdin", "-rtp_echo"];
        var start = new ProcessStartInfo("sipp", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["TERM"] = "dumb";
        try
        {
            _process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException("The far end of this measurement is SIPp, which is not installed: install sip-tester.", missing);
        }

        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Processor time so far.</summary>
    public TimeSpan Processor
    {
        get
        {
            if (_process.HasExited) throw new InvalidOperationException("SIPp has ended: is its port taken?");
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
