using System.Net;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Rtp;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Calls;

/// <summary>A peer that changes the codec of a call by re-INVITE and changes it back, with sound both ways in real time.</summary>
[Collection(RealSound.Name)]
public sealed class CodecChangeTests : IAsyncLifetime
{
    private const int Pcmu = 0, Pcma = 8;

    // A frame holds whole periods of both: all frames of a tone are the same, byte by byte.
    private const int OurHertz = 400, PeerHertz = 1000;
    private const int Frames = 30;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly FakeTime _time = new();
    private readonly IPEndPoint _ours = new(IPAddress.Loopback, 0);
    private readonly RtpPeer _sound;
    private SipPhone _phone = null!;
    private WirePeer _peer = null!;
    private int _sent;

    public CodecChangeTests() => _sound = new RtpPeer(_ours);

    public async ValueTask InitializeAsync()
    {
        _phone = await SipPhone.StartAsync(time: _time);
        _peer = new WirePeer(_phone.Port);
    }

    public async ValueTask DisposeAsync()
    {
        await _phone.CloseAsync(_time);
        _peer.Dispose();
        _sound.Dispose();
    }

    [Fact]
    public async Task Callee_who_changes_to_a_law_and_back_is_answered_so_and_both_go_on_hearing_each_other()
    {
        var leg = _phone.Agent.Dial(SipPhone.To(_peer.Port));
        var invite = await _peer.ExpectAsync("INVITE ");
        _ours.Port = PortOf(invite);
        _peer.Respond(invite, 200, sdp: Sdp(Pcmu));
        await _peer.ExpectAsync("ACK ");
        await leg.Answer.WaitAsync(Patience);

        await ChangeAndChangeBackAsync(leg, WirePeer.DialogOf(invite));
    }

    [Fact]
    public async Task Caller_who_changes_to_a_law_and_back_is_answered_so_and_both_go_on_hearing_each_other()
    {
        var answering = new AnsweringCall();
        _phone.Agent.OnIncoming = answering.TakeAsync;
        _peer.Request("INVITE", 1, "From: <sip:far@127.0.0.1>;tag=far\nTo: <sip:us@127.0.0.1>\nCall-ID: c1", Sdp(Pcmu));
        await _peer.ExpectAsync("SIP/2.0 100 ");
        var answer = await _peer.ExpectAsync("SIP/2.0 200 OK");
        _ours.Port = PortOf(answer);
        var dialog = $"From: {answer.Text("From")}\nTo: {answer.Text("To")}\nCall-ID: {answer.Text("Call-ID")}";
        _peer.Request("ACK", 1, dialog);

        await ChangeAndChangeBackAsync(await answering.Leg.WaitAsync(Patience), dialog);
    }

    private async Task ChangeAndChangeBackAsync(ICallLeg leg, string dialog)
    {
        await TalkAsync(leg, Pcmu);
        await ChangeAsync(dialog, 2, Pcma);
        await TalkAsync(leg, Pcma);
        await ChangeAsync(dialog, 3, Pcmu);
        await TalkAsync(leg, Pcmu);

        leg.Ended.IsCompleted.ShouldBeFalse();
        var hangUp = leg.HangUpAsync().AsTask();
        _peer.Respond(await _peer.ExpectAsync("BYE "), 200);
        await hangUp.WaitAsync(Patience);
    }

    /// <summary>The peer offers nothing but that codec. What we sent before is not looked at.</summary>
    private async Task ChangeAsync(string dialog, uint cseq, int codec)
    {
        _peer.Request("INVITE", cseq, dialog, Sdp(codec));
        var answer = await _peer.ExpectAsync("SIP/2.0 200 OK");
        Bytes.Text(answer.Body).ShouldContain($"m=audio {_ours.Port} RTP/AVP {codec} 101\r\n");
        _peer.Request("ACK", cseq, dialog);
        await _phone.HandledAsync();
        _sound.Receive();
    }

    /// <summary>Both talk until we have heard enough, the peer in that codec: so do we, and we understand it.</summary>
    private async Task TalkAsync(ICallLeg leg, int codec)
    {
        var us = new ScriptedAudio(OurHertz, Frames);
        var said = Encode(new ScriptedAudio(PeerHertz), codec);
        leg.Attach(us);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(PhoneAudio.FrameMilliseconds));
        using var patience = new CancellationTokenSource(Patience);
        while (!us.Full.IsCompleted)
        {
            _sound.Send(_sent++, said, codec);
            await pace.WaitForNextTickAsync(patience.Token);
        }

        Tone.Share(us.Heard, PeerHertz).ShouldBeGreaterThan(0.8);
        Holds(us.Heard, Decode(said, codec)).ShouldBeTrue("What the peer said was not understood by the law that it was said in.");

        // The first of them may have been under way when the codec changed.
        var latest = _sound.Receive().TakeLast(Frames / 2).ToList();
        latest.Count.ShouldBe(Frames / 2);
        var ours = Encode(us, codec);
        foreach (var packet in latest)
        {
            packet.PayloadType.ShouldBe(codec);
            packet.Payload.ShouldBe(ours);
        }
    }

    private string Sdp(int codec) =>
        WirePeer.Sdp.Replace("audio 9 RTP/AVP 0", $"audio {_sound.Address.Port} RTP/AVP {codec}", StringComparison.Ordinal);

    private static int PortOf(SipMessage message) => int.Parse(Bytes.Text(message.Body).Split("m=audio ")[1].Split(' ')[0]);

    private static bool Holds(ReadOnlySpan<short> sound, ReadOnlySpan<short> frame) => sound.IndexOf(frame) >= 0;

    private static byte[] Encode(ScriptedAudio voice, int codec)
    {
        var pcm = new short[PhoneAudio.FrameSamples];
        for (var i = 0; i < pcm.Length; i++) pcm[i] = voice.Sample(i);
        var payload = new byte[pcm.Length];
        if (codec == Pcma) G711.EncodeALaw(pcm, payload);
        else G711.EncodeMuLaw(pcm, payload);
        return payload;
    }

    private static short[] Decode(byte[] payload, int codec)
    {
        var pcm = new short[payload.Length];
        if (codec == Pcma) G711.DecodeALaw(payload, pcm);
        else G711.DecodeMuLaw(payload, pcm);
        return pcm;
    }
}
