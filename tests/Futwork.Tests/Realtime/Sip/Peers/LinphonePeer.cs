using Futwork.Realtime.Audio;
using Futwork.Tests.Realtime.Rtp;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Peers;

/// <summary>linphonec, a soft phone that is told what to do on its standard input, speaks a file and keeps what it hears in another.</summary>
internal sealed class LinphonePeer : IAsyncDisposable
{
    /// <summary>It is told to register anew after so many looks, ten a second.</summary>
    private const int AttemptsEach = 50;
    private const int MostAttempts = 6 * AttemptsEach;

    private readonly PeerProcess _process;
    private readonly DirectoryInfo _folder;

    private LinphonePeer(PeerProcess process, DirectoryInfo folder, int port) => (_process, _folder, Port) = (process, folder, port);

    /// <summary>UDP.</summary>
    public int Port { get; }

    /// <summary>What it wrote, for a failing test.</summary>
    public string Output => _process.Output;

    /// <param name="hertz">The tone that it speaks.</param>
    /// <param name="answers">Answers by itself; else by the command <c>answer</c>.</param>
    /// <param name="codec">The only codec that it speaks, as its configuration writes it.</param>
    /// <param name="sip">Further lines of the section <c>sip</c> of its configuration.</param>
    public static async Task<LinphonePeer> StartAsync(int hertz = 600, bool answers = true, string codec = "PCMA/8000", params IEnumerable<string> sip)
    {
        int port = Ports.FreeFour(), sound = Ports.FreeFour();
        var folder = Directory.CreateTempSubdirectory("linphone-");
        // Without a place for its call history it does not listen.
        Directory.CreateDirectory(Path.Combine(folder.FullName, ".local", "share", "linphone"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "rc"), Configuration(port, sound, codec, sip));
        Speech(folder, hertz);
        var process = PeerProcess.Start("env", folder.FullName, ["HOME=" + folder.FullName, "linphonec", "-c", "rc", .. answers ? ["-a"] : Array.Empty<string>()]);
        var peer = new LinphonePeer(process, folder, port);
        return await PeerProcess.ReadyAsync(peer, async () =>
        {
            await PeerProcess.BoundAsync(port, process);
            await peer.CommandAsync("soundcard use files");
            await peer.CommandAsync("play tone.wav");
            await peer.CommandAsync("record heard.wav");
        });
    }

    /// <summary>Gives a command. A lone key is pressed within the call.</summary>
    public Task CommandAsync(string command) => _process.WriteLineAsync(command);

    /// <summary>Registers at that port and waits until it has been let in.</summary>
    public async Task RegisterAsync(string user, int registrar, string password)
    {
        for (var attempt = 0; !Output.Contains("registered, identity", StringComparison.Ordinal); attempt++)
        {
            if (attempt == MostAttempts) throw new InvalidOperationException($"linphonec was not let in by the registrar. It says: {Output}");
            if (attempt % AttemptsEach == 0) await CommandAsync($"register sip:{user}@127.0.0.1:{registrar} sip:127.0.0.1:{registrar} {password}");
            await CommandAsync("status register");
            await Task.Delay(100);
        }
    }

    /// <summary>Waits until it has said that, so many times.</summary>
    public Task SaidAsync(string text, int times = 1) =>
        Eventually.IsAsync(() => Output.Split(text).Length > times ? Output : null);

    /// <summary>The share of what it has heard that is at that frequency; asked after the call.</summary>
    public async Task<double> HeardAsync(double hertz)
    {
        await SaidAsync("ended (");
        var heard = WaveFile.Read(Path.Combine(_folder.FullName, "heard.wav"));
        heard.Samples.Length.ShouldBeGreaterThan(heard.SampleRate / 4);
        return Tone.Share(heard.Samples, hertz * PhoneAudio.SampleRate / heard.SampleRate);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string Configuration(int port, int sound, string codec, IEnumerable<string> sip) => $"""
        [sip]
        bind_address=127.0.0.1
        sip_port={port}
        sip_tcp_port=0
        sip_tls_port=0
        use_ipv6=0
        ipv6_migration_done=1
        guess_hostname=0
        contact="phone" <sip:phone@127.0.0.1>
        {string.Join('\n', sip)}
        [rtp]
        audio_rtp_port={sound}
        [sound]
        echocancellation=0
        {string.Join('\n', Codecs(codec))}

        """;

    /// <summary>What is not named at all it speaks by default.</summary>
    private static IEnumerable<string> Codecs(string only) =>
        "opus/48000/2 speex/16000/1 speex/8000/1 PCMU/8000/1 PCMA/8000/1 G722/8000/1 G729/8000/1".Split(' ')
            .Select((codec, index) => (Name: codec.Split('/'), IsOn: codec.StartsWith(only, StringComparison.Ordinal), Index: index))
            .Select(codec => $"[audio_codec_{codec.Index}]\nmime={codec.Name[0]}\nrate={codec.Name[1]}\nchannels={codec.Name[2]}\nenabled={(codec.IsOn ? 1 : 0)}");

    private static void Speech(DirectoryInfo folder, int hertz)
    {
        var samples = new short[60 * PhoneAudio.SampleRate];
        for (var i = 0; i < samples.Length; i++) samples[i] = (short)(8000 * Math.Sin(2 * Math.PI * hertz * i / PhoneAudio.SampleRate));
        new WaveFile(PhoneAudio.SampleRate, channels: 1, samples).Save(Path.Combine(folder.FullName, "tone.wav"));
    }
}
