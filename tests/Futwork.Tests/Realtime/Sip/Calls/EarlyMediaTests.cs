using System.Net;
using System.Net.Sockets;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Calls;

/// <summary>Sound before the answer, played to us in real time.</summary>
[Collection(RealSound.Name)]
public sealed class EarlyMediaTests
{
    private const int MostCalls = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Caller_tune_before_the_answer_is_never_heard()
    {
        await using var phone = await SipPhone.StartAsync();
        using var peer = new WirePeer();
        using var sound = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var sdp = EarlySound.Sdp(((IPEndPoint)sound.LocalEndPoint!).Port);
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
        await peer.ExpectPastAsync("INVITE", "ACK");
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
        // Each is further from what divides short from long than a network's own: a late frame or two make no other tones of them.
        short[] tones = [.. Tone(985.2, 800), .. Tone(1370.6, 160), .. Tone(1776.7, 240), .. Tone(0, 200)];

        // Where the machine stood still for longer than that, somebody else is called.
        var (answer, inTime) = await CallAsync(phone, tones);
        for (var calls = 1; !inTime && calls < MostCalls; calls++)
            (answer, inTime) = await CallAsync(phone, tones);

        (answer.Result, answer.Announcement, answer.SipStatus).ShouldBe((LegResult.InvalidNumber, NetworkAnnouncement.VacantNumber, 480));
    }

    /// <summary>A call that is refused after such sound; and whether that was played in time.</summary>
    private static async Task<(LegAnswer Answer, bool InTime)> CallAsync(SipPhone phone, short[] sound)
    {
        using var peer = new WirePeer();
        var leg = phone.Agent.Dial(SipPhone.To(peer.Port));
        var invite = await peer.ExpectAsync("INVITE ");
        var inTime = await EarlySound.PlayAsync(peer, invite, sound);
        peer.Respond(invite, 480);
        await peer.ExpectPastAsync("INVITE", "ACK");
        return (await leg.Answer.WaitAsync(Patience), inTime);
    }

    private static IEnumerable<short> Tone(double hertz, int milliseconds) =>
        Enumerable.Range(0, milliseconds * 8).Select(i => (short)(6000 * Math.Sin(2 * Math.PI * hertz * i / PhoneAudio.SampleRate)));

    /// <summary>Two seconds of a loud µ-law tune, all at once: what has piled up in the socket by the answer.</summary>
    private static void PlayTune(Socket socket, SipMessage invite)
    {
        var packet = new byte[172];
        packet[0] = 0x80;
        packet[8] = 0x55;
        packet.AsSpan(12).Fill(0x80);
        var to = new IPEndPoint(IPAddress.Loopback, EarlySound.AudioPort(invite));
        for (var i = 0; i < 100; i++)
        {
            packet[3] = (byte)i;
            BitConverter.TryWriteBytes(packet.AsSpan(4), IPAddress.HostToNetworkOrder(i * 160)).ShouldBeTrue();
            socket.SendTo(packet, to);
        }
    }

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
