using System.Diagnostics;
using System.Net.NetworkInformation;
using System.Text;

namespace Futwork.Tests.Realtime.Sip.Peers;

/// <summary>A real peer that we did not write, started for one test and ended with it by its own process id.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Lock _gate = new();

    private PeerProcess(Process process) => _process = process;

    /// <summary>What it wrote so far.</summary>
    public string Output
    {
        get
        {
            lock (_gate) return _output.ToString();
        }
    }

    /// <summary>It has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts a program; the first word is its name.</summary>
    public static PeerProcess Start(string[] command, string workingDirectory) => Start(command[0], workingDirectory, command[1..]);

    public static PeerProcess Start(string program, string workingDirectory, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var peer = new PeerProcess(new Process { StartInfo = start });
        peer._process.OutputDataReceived += peer.Note;
        peer._process.ErrorDataReceived += peer.Note;
        try
        {
            peer._process.Start();
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException(
                $"This test needs the program '{program}', which is not installed. Run ./test, which installs it, or on Debian: apt-get install sip-tester baresip kamailio kamailio-tls-modules dnsmasq-base linphone-cli rtpengine-daemon iproute2 haproxy", missing);
        }

        peer._process.BeginOutputReadLine();
        peer._process.BeginErrorReadLine();
        return peer;
    }

    /// <summary>Writes a line to its standard input.</summary>
    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits for its own end; the exit code says whether it was content.</summary>
    public async Task<int> ExitAsync(TimeSpan patience)
    {
        using var deadline = new CancellationTokenSource(patience);
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    /// <summary>Waits until something holds that port, UDP or TCP.</summary>
    public static async Task BoundAsync(int port, PeerProcess process)
    {
        for (var attempt = 0; attempt < 400; attempt++)
        {
            if (IsListening(port)) return;
            if (process._process.HasExited) break;
            await Task.Delay(50);
        }

        throw new InvalidOperationException($"The peer does not listen on port {port}. It said: {process.Output}");
    }

    /// <summary>A peer once it is ready; one that does not get ready is ended.</summary>
    public static async Task<T> ReadyAsync<T>(T peer, Func<Task> ready)
        where T : IAsyncDisposable
    {
        try
        {
            await ready();
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    /// <summary>By the system's list: to try the port would keep the peer from it at that moment.</summary>
    private static bool IsListening(int port)
    {
        var network = IPGlobalProperties.GetIPGlobalProperties();
        return network.GetActiveUdpListeners().Concat(network.GetActiveTcpListeners()).Any(end => end.Port == port);
    }

    private void Note(object sender, DataReceivedEventArgs line)
    {
        lock (_gate) _output.AppendLine(line.Data);
    }
}
