using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Rtp;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Calls;

/// <summary>Sound before the answer, played to us in real time.</summary>
[Collection(RealPeers.Name)]
public sealed partial class EarlyMediaTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Caller_tune_before_the_answer_is_never_heard()
    {
        await using var phone = await SipPhone.StartAsync();
        using var peer = new WirePeer();
        using var sound = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var sdp = WirePeer.Sdp.Replace("audio 9", $"audio {((IPEndPoint)sound.LocalEndPoint!).Port}", StringComparison.Ordinal);
        var early = new TaskCompletionSource();
        var ear = new Ear(frames: 25);
        var leg = phone.Agent.Dial(SipPhone.To(peer.Port) with
        {
            OnProgress = progress =>
            {
                if (progress == LegProgress.EarlyMedia) early.SetResult();
            },
        });
        leg.Attach(ear);
        var invite = await peer.ExpectAsync("INVITE ");
        peer.Respond(invite, 183, sdp: sdp);
        await early.Task.WaitAsync(Patience);

        PlayTune(sound, invite);
        ear.Frames.ShouldBe(0);
        peer.Respond(invite, 200, sdp: sdp);
        await peer.ExpectAsync("ACK ");
        await ear.Enough.WaitAsync(Patience);

        ear.Loudest.ShouldBe(0);
        var hangUp = leg.HangUpAsync().AsTask();
        peer.Respond(await peer.ExpectAsync("BYE "), 200);
        await hangUp.WaitAsync(Patience);
    }

    [Fact]
    public async Task Tones_of_the_network_before_the_answer_tell_that_there_is_no_such_number()
    {
        await using var phone = await SipPhone.StartAsync();
        using var peer = new WirePeer();
        var leg = phone.Agent.Dial(SipPhone.To(peer.Port));
        var invite = await peer.ExpectAsync("INVITE ");
        var port = int.Parse(AudioPort().Match(Bytes.Text(invite.Body)).Groups["port"].Value);
        using var sound = new RtpPeer(new IPEndPoint(IPAddress.Loopback, port));
        peer.Respond(invite, 183, sdp: WirePeer.Sdp.Replace("audio 9", $"audio {sound.Address.Port}", StringComparison.Ordinal));
        await sound.ArrivalAsync(Patience);

        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(PhoneAudio.FrameMilliseconds));
        var frame = 0;
        foreach (var (hertz, frames) in new[] { (985.2, 19), (1370.6, 14), (1776.7, 19), (0, 15) })
        {
            for (var i = 0; i < frames; i++, frame++)
            {
                await pace.WaitForNextTickAsync();
                sound.Send(frame, MuLaw(hertz, i));
            }
        }

        peer.Respond(invite, 480);
        await peer.ExpectAsync("ACK ");

        var answer = await leg.Answer.WaitAsync(Patience);
        (answer.Result, answer.Announcement, answer.SipStatus).ShouldBe((LegResult.InvalidNumber, NetworkAnnouncement.VacantNumber, 480));
    }

    private static byte[] MuLaw(double hertz, int frame)
    {
        var pcm = new short[PhoneAudio.FrameSamples];
        for (var i = 0; i < pcm.Length; i++) pcm[i] = (short)(6000 * Math.Sin(2 * Math.PI * hertz * ((frame * pcm.Length) + i) / PhoneAudio.SampleRate));
        var payload = new byte[pcm.Length];
        G711.EncodeMuLaw(pcm, payload);
        return payload;
    }

    /// <summary>Two seconds of a loud µ-law tune, all at once: what has piled up in the socket by the answer.</summary>
    private static void PlayTune(Socket socket, SipMessage invite)
    {
        var port = int.Parse(AudioPort().Match(Bytes.Text(invite.Body)).Groups["port"].Value);
        var packet = new byte[172];
        packet[0] = 0x80;
        packet[8] = 0x55;
        packet.AsSpan(12).Fill(0x80);
        for (var i = 0; i < 100; i++)
        {
            packet[3] = (byte)i;
            BitConverter.TryWriteBytes(packet.AsSpan(4), IPAddress.HostToNetworkOrder(i * 160)).ShouldBeTrue();
            socket.SendTo(packet, new IPEndPoint(IPAddress.Loopback, port));
        }
    }

    [GeneratedRegex("m=audio (?<port>\\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AudioPort();

    private sealed class Ear(int frames) : ICallAudio
    {
        private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _frames;

        public int Frames => _frames;

        public int Loudest { get; private set; }

        public Task Enough => _enough.Task;

        public void OnFrame(ReadOnlySpan<short> heard, Span<short> say)
        {
            foreach (var sample in heard) Loudest = Math.Max(Loudest, Math.Abs((int)sample));
            if (++_frames == frames) _enough.TrySetResult();
        }

        public void OnDigit(char digit) => _ = digit;
    }
}
