using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Futwork.Realtime.Audio;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Peers;

/// <summary>baresip, a soft phone that answers by itself, plays back what it hears and is told what to do over TCP.</summary>
internal sealed class BaresipPeer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly PeerProcess _process;
    private readonly DirectoryInfo _folder;
    private readonly TcpClient _control;
    private readonly List<(string Type, string? Parameter)> _events = [];

    private BaresipPeer(PeerProcess process, DirectoryInfo folder, TcpClient control, int port) =>
        (_process, _folder, _control, Port) = (process, folder, control, port);

    public int Port { get; }

    /// <summary>What it wrote, for a failing test.</summary>
    public string Output => _process.Output;

    /// <param name="hertz">Speaks that tone for a minute; 0: plays back what it hears.</param>
    /// <param name="modules">Modules besides those that every test needs, such as <c>srtp</c>.</param>
    /// <param name="account">Parameters of its account.</param>
    /// <param name="codecs">What it speaks, best first.</param>
    /// <param name="answers">Answers by itself.</param>
    /// <param name="settings">Further lines of its configuration.</param>
    /// <param name="across">It stands at the far end of that link instead of on loopback.</param>
    public static async Task<BaresipPeer> StartAsync(
        int hertz = 0,
        string[]? modules = null,
        string account = "",
        string codecs = "PCMA/8000/1,PCMU/8000/1",
        bool answers = true,
        string[]? settings = null,
        BadLink? across = null)
    {
        var address = across?.Far ?? IPAddress.Loopback;
        int port = Ports.FreeFour(), control = Ports.FreeFour(), sound = Ports.FreeFour();
        var folder = Directory.CreateTempSubdirectory("baresip-");
        await WriteConfigurationAsync(folder, address, port, control, sound, hertz == 0 ? "aubridge,loop" : $"aufile,{Speech(folder, hertz)}", modules ?? [], settings ?? []);
        await File.WriteAllTextAsync(
            Path.Combine(folder.FullName, "accounts"),
            $"<sip:phone@{address}:{port}>;regint=0;answermode={(answers ? "auto" : "manual")};audio_codecs={codecs}{account}\n");
        var process = PeerProcess.Start(across is null ? ["baresip", "-f", folder.FullName] : [.. across.Inside, "baresip", "-f", folder.FullName], folder.FullName);
        var peer = new BaresipPeer(process, folder, new TcpClient(), port);
        return await PeerProcess.ReadyAsync(peer, async () =>
        {
            if (across is null) await PeerProcess.BoundAsync(port, process);
            await peer.ConnectAsync(new IPEndPoint(address, control));
        });
    }

    /// <summary>The keys that it has heard, once they are that many.</summary>
    public async Task<IReadOnlyList<char>> KeysAsync(int count)
    {
        await HappenedAsync("CALL_DTMF_START", count);
        return [.. _events.Where(one => one.Type == "CALL_DTMF_START").Select(one => one.Parameter![0])];
    }

    /// <summary>Waits until that many calls were answered and acknowledged.</summary>
    public Task EstablishedAsync(int calls) => HappenedAsync("CALL_ESTABLISHED", calls);

    /// <summary>Waits until that many calls are over.</summary>
    public Task ClosedAsync(int calls) => HappenedAsync("CALL_CLOSED", calls);

    /// <summary>How many calls have been answered and acknowledged so far.</summary>
    public async Task<int> AnsweredAsync()
    {
        // What is told before the answer to a command has been seen with it.
        await CommandAsync("reginfo");
        return _events.Count(one => one.Type == "CALL_ESTABLISHED");
    }

    /// <summary>Gives a command and waits until it was carried out; commands and events are netstrings of JSON.</summary>
    public async Task CommandAsync(string command, string parameters = "")
    {
        var token = Guid.NewGuid().ToString();
        var json = JsonSerializer.Serialize(new { command, @params = parameters, token });
        var stream = _control.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"{json.Length}:{json},"));
        using var deadline = new CancellationTokenSource(Patience);
        while (true)
        {
            var text = await ReadNetstringAsync(stream, deadline.Token);
            Note(text);
            using var message = JsonDocument.Parse(text);
            if (!message.RootElement.TryGetProperty("token", out var answered) || answered.GetString() != token) continue;
            message.RootElement.GetProperty("ok").GetBoolean().ShouldBeTrue(message.RootElement.ToString());
            return;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task HappenedAsync(string type, int times)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (_events.Count(one => one.Type == type) < times) Note(await ReadNetstringAsync(_control.GetStream(), deadline.Token));
    }

    private void Note(string text)
    {
        using var message = JsonDocument.Parse(text);
        if (!message.RootElement.TryGetProperty("type", out var type)) return;
        _events.Add((type.GetString()!, message.RootElement.TryGetProperty("param", out var parameter) ? parameter.GetString() : null));
    }

    private async Task ConnectAsync(IPEndPoint control)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                await _control.ConnectAsync(control, deadline.Token);
                return;
            }
            catch (SocketException) when (!_process.HasExited)
            {
                await Task.Delay(50, deadline.Token);
            }
        }
    }

    private static async Task WriteConfigurationAsync(
        DirectoryInfo folder, IPAddress address, int port, int control, int sound, string source, string[] modules, string[] settings)
    {
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "config"), $"""
            net_interface {address}
            sip_listen {address}:{port}
            audio_player aubridge,loop
            audio_source {source}
            audio_alert aubridge,alert
            rtp_ports {sound}-{sound + 3}
            module_path /usr/lib/baresip/modules
            module g711.so
            {string.Join('\n', modules.Select(module => $"module {module}.so"))}
            module aubridge.so
            module aufile.so
            module_tmp account.so
            module_app menu.so
            module_app ctrl_tcp.so
            ctrl_tcp_listen {address}:{control}
            {string.Join('\n', settings)}

            """);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "contacts"), "\n");
    }

    private static string Speech(DirectoryInfo folder, int hertz)
    {
        var samples = new short[60 * PhoneAudio.SampleRate];
        for (var i = 0; i < samples.Length; i++) samples[i] = (short)(8000 * Math.Sin(2 * Math.PI * hertz * i / PhoneAudio.SampleRate));
        var path = Path.Combine(folder.FullName, "tone.wav");
        new WaveFile(PhoneAudio.SampleRate, channels: 1, samples).Save(path);
        return path;
    }

    private static async Task<string> ReadNetstringAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var one = new byte[1];
        var length = 0;
        while (true)
        {
            await stream.ReadExactlyAsync(one, cancellationToken);
            if (one[0] == ':') break;
            length = (length * 10) + (one[0] - '0');
        }

        var text = new byte[length + 1];
        await stream.ReadExactlyAsync(text, cancellationToken);
        return Encoding.UTF8.GetString(text, 0, length);
    }
}
