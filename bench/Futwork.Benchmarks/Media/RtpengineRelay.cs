using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Futwork.Benchmarks.Media;

/// <summary>
/// rtpengine in user space, which relays the far end's packets from one of its calls to the next: for each of them it receives a packet and sends
/// one every 20 ms, as our engine does. Told of calls by its own protocol (ng: a cookie and a bencoded dictionary in a datagram).
/// </summary>
internal sealed class RtpengineRelay : IDisposable
{
    private const int ControlPort = 19998;
    private const int FirstPort = 20000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Process _process;
    private readonly UdpClient _control = new(new IPEndPoint(IPAddress.Loopback, 0));
    private int _cookie;

    private RtpengineRelay(Process process)
    {
        _process = process;
        _control.Connect(IPAddress.Loopback, ControlPort);
    }

    /// <summary>Processor time of all its threads so far, in nanoseconds.</summary>
    public long Processor => ThreadTimes.Read(_process.Id).Values.Sum();

    /// <summary>Starts it with room for so many calls of the far end; null where it is not installed.</summary>
    public static async Task<RtpengineRelay?> StartAsync(int calls)
    {
        var start = new ProcessStartInfo("rtpengine", [
            "--foreground", "--log-stderr", "--log-level=3", "--config-file=none", "--table=-1", "--interface=127.0.0.1", "--delete-delay=0",
            $"--listen-ng=127.0.0.1:{Text(ControlPort)}", $"--port-min={Text(FirstPort)}", $"--port-max={Text(FirstPort + (2 * calls) + 100)}", $"--num-threads={Text(Environment.ProcessorCount)}"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        try
        {
            var relay = new RtpengineRelay(Process.Start(start)!);
            relay._process.ErrorDataReceived += static (_, _) => { };
            relay._process.BeginErrorReadLine();
            await relay.ReadyAsync();
            return relay;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Makes two of the far end's calls one: what either port sends comes out of the other.</summary>
    /// <returns>The ports to which the first and the second send.</returns>
    public async Task<(int First, int Second)> JoinAsync(int first, int second)
    {
        var call = Text(first);
        var forSecond = await AskAsync(Dictionary(("call-id", call), ("command", "offer"), ("from-tag", "a"), ("sdp", Description(first))));
        var forFirst = await AskAsync(Dictionary(("call-id", call), ("command", "answer"), ("from-tag", "a"), ("sdp", Description(second)), ("to-tag", "b")));
        return (SoundPort(forFirst), SoundPort(forSecond));
    }

    public void Dispose()
    {
        _control.Dispose();
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Description(int port) =>
        $"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {Text(port)} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n";

    private static int SoundPort(string answer) => answer.Split("m=audio ") is [_, var line, ..]
        ? int.Parse(line.AsSpan(0, line.IndexOf(' ')), CultureInfo.InvariantCulture)
        : throw new InvalidOperationException($"rtpengine did not take a call: {answer}");

    /// <summary>Keys come in the order of their bytes.</summary>
    private static string Dictionary(params (string Key, string Value)[] entries) =>
        $"d{string.Concat(entries.Select(entry => $"{Text(entry.Key.Length)}:{entry.Key}{Text(entry.Value.Length)}:{entry.Value}"))}e";

    private async Task ReadyAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await AskAsync(Dictionary(("command", "ping")), TimeSpan.FromMilliseconds(200));
                return;
            }
            catch (Exception refused) when (refused is SocketException or OperationCanceledException)
            {
                if (attempt == 50 || _process.HasExited) throw new InvalidOperationException($"rtpengine does not listen on port {ControlPort} of the loopback address.", refused);
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    private Task<string> AskAsync(string message) => AskAsync(message, Patience);

    private async Task<string> AskAsync(string message, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        var cookie = Text(++_cookie);
        await _control.SendAsync(Encoding.ASCII.GetBytes($"{cookie} {message}"), limit.Token);
        while (true)
        {
            var answer = Encoding.ASCII.GetString((await _control.ReceiveAsync(limit.Token)).Buffer);
            if (answer.StartsWith($"{cookie} ", StringComparison.Ordinal)) return answer;
        }
    }
}
