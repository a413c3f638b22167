using System.Net;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Rtp;

/// <summary>One stream, whichever way its packets come and go.</summary>
public abstract partial class RtpSessionTests : IAsyncDisposable
{
    private static readonly byte[] Loud = [.. Enumerable.Repeat((byte)0x80, 160)];
    private readonly RtpSessionFixture _line;

    private protected RtpSessionTests(PacketExchange exchange) => _line = new RtpSessionFixture(exchange);

    private RtpSession Session => _line.Session;

    private RtpPeer Peer => _line.Peer;

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _line.DisposeAsync();
    }

    [Fact]
    public void One_packet_leaves_each_tick_numbered_and_timed_without_a_gap()
    {
        Session.Target(_line.Parameters);
        _line.Tick(50);

        var sent = Peer.Receive();

        sent.Count.ShouldBe(50);
        sent.ConvertAll(packet => packet.Marker).ShouldBe([true, .. Enumerable.Repeat(false, 49)]);
        sent.ShouldAllBe(packet => packet.Ssrc == sent[0].Ssrc && packet.PayloadType == 0 && packet.Payload.Length == 160);
        for (var i = 1; i < sent.Count; i++)
        {
            sent[i].Sequence.ShouldBe((ushort)(sent[0].Sequence + i));
            sent[i].Timestamp.ShouldBe(sent[0].Timestamp + (uint)(i * 160));
        }

        Session.Statistics.Sent.ShouldBe(50);
    }

    [Fact]
    public void Saying_nothing_sends_silence()
    {
        Session.Target(_line.Parameters);
        _line.Tick();
        Session.Target(_line.Parameters with { Codec = AudioCodec.Pcma });
        _line.Tick();

        var sent = Peer.Receive();

        sent[0].Payload.ShouldAllBe(code => code == G711.MuLawSilence);
        sent[1].Payload.ShouldAllBe(code => code == 0xD5);
        (sent[1].PayloadType, sent[1].Sequence, sent[1].Ssrc).ShouldBe((8, (ushort)(sent[0].Sequence + 1), sent[0].Ssrc));
    }

    [Fact]
    public void On_hold_nothing_leaves_and_afterwards_the_timestamp_has_gone_on()
    {
        Session.Target(_line.Parameters);
        _line.Tick(5);
        Session.Target(_line.Parameters with { Send = false });
        _line.Tick(10);
        Session.Target(_line.Parameters);
        _line.Tick(5);

        var sent = Peer.Receive();

        sent.Count.ShouldBe(10);
        sent[5].Timestamp.ShouldBe(sent[4].Timestamp + (11 * 160));
        sent[5].Sequence.ShouldBe((ushort)(sent[4].Sequence + 1));
        sent[5].Marker.ShouldBeTrue();
    }

    [Fact]
    public void Whoever_speaks_is_told_when_the_far_end_holds_us()
    {
        var audio = new HeldAudio();
        Session.Attach(audio);
        Session.Target(_line.Parameters);
        _line.Tick(2);
        Session.Target(_line.Parameters with { Send = false });
        _line.Tick(2);
        var second = new HeldAudio();
        Session.Attach(second);
        _line.Tick();
        Session.Target(_line.Parameters);
        _line.Tick(2);

        audio.Told.ShouldBe([false, true]);
        second.Told.ShouldBe([true, false]);
    }

    [Fact]
    public void Sound_goes_to_where_the_far_end_really_is()
    {
        using var behindNat = new RtpPeer(Session.LocalEndPoint);
        Session.Target(_line.Parameters);
        _line.Tick();
        behindNat.Send(0, Loud);
        _line.Tick(3);

        Peer.Receive().Count.ShouldBe(1);
        behindNat.Receive().Count.ShouldBe(3);
    }

    [Fact]
    public void From_the_first_packet_on_a_stranger_who_floods_is_neither_heard_nor_answered()
    {
        using var behindNat = new RtpPeer(Session.LocalEndPoint);
        using var stranger = new RtpPeer(Session.LocalEndPoint) { Ssrc = 0x666 };
        var audio = new ScriptedAudio(400, keep: 60);
        Session.Attach(audio);
        Session.Target(_line.Parameters);
        _line.Tick();
        for (var i = 0; i < 100; i++)
        {
            behindNat.Send(i, [.. Enumerable.Repeat((byte)0xA0, 160)]);
            for (var burst = 0; burst < 8; burst++) stranger.Send((i * 8) + burst, Loud);
            _line.Tick();
        }

        audio.Full.IsCompleted.ShouldBeTrue();
        audio.Heard.IndexOfAnyExceptInRange((short)0, (short)8000).ShouldBe(-1);
        stranger.Receive().ShouldBeEmpty();
        behindNat.Receive().Count.ShouldBe(100);
        Session.Statistics.Foreign.ShouldBe(800);
        Session.Statistics.Lost.ShouldBe(0);
    }

    [Fact]
    public void Once_settled_a_stranger_can_neither_be_heard_nor_turn_the_sound_away()
    {
        using var stranger = new RtpPeer(Session.LocalEndPoint) { Ssrc = 0x666 };
        Session.Target(_line.Parameters);
        _line.Tick();
        Peer.Send(0, Loud);
        _line.Tick();
        for (var i = 0; i < 20; i++)
        {
            stranger.Send(i, Loud);
            _line.Tick();
        }

        stranger.Receive().ShouldBeEmpty();
        Session.Statistics.Foreign.ShouldBe(20);
        Session.Statistics.Received.ShouldBe(1);
    }

    [Fact]
    public void After_the_answer_the_far_end_may_be_elsewhere_than_what_rang_though_nothing_else_is_signalled()
    {
        using RtpPeer ringback = new(Session.LocalEndPoint), gateway = new(Session.LocalEndPoint) { Ssrc = 0x9999 };
        var audio = new ScriptedAudio(400, keep: 5);
        Session.Target(_line.Parameters);
        _line.Tick();
        for (var i = 0; i < 200; i++)
        {
            ringback.Send(i, Loud);
            _line.Tick();
        }

        Session.Renew(audio);
        Session.Target(_line.Parameters);
        _line.Tick();
        for (var i = 0; i < 10; i++)
        {
            gateway.Send(i, Loud);
            _line.Tick();
        }

        audio.Full.IsCompleted.ShouldBeTrue();
        gateway.Receive().Count.ShouldBe(10);
        Session.Statistics.Foreign.ShouldBe(0);
    }

    [Fact]
    public void Whoever_takes_the_line_in_the_middle_of_a_tick_hears_nothing_of_the_time_before()
    {
        var answered = new ScriptedAudio(400, keep: 1);
        Session.Attach(new EarlyAudio(Session, answered));
        Session.Target(_line.Parameters);
        _line.Tick();
        for (var i = 0; i < 2; i++)
        {
            Peer.Send(i, Loud);
            _line.Tick();
        }

        Peer.Send(2, [5, 0x0A, 0, 160], RtpSessionFixture.Events, timestamp: 5000, marker: true);
        _line.Tick(5);
        answered.Full.IsCompleted.ShouldBeFalse();

        for (var i = 10; i < 20; i++)
        {
            Peer.Send(i, Loud);
            _line.Tick();
        }

        answered.Full.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public void What_is_no_rtp_is_counted_and_nothing_more()
    {
        var silence = new byte[160];
        Session.Target(_line.Parameters);
        _line.Tick();
        Peer.SendRaw([]);
        Peer.SendRaw([0x80, 0]);
        Peer.SendRaw([.. "OPTIONS sip:a SIP/2.0"u8]);
        Peer.SendRaw([0x8F, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
        Peer.Send(1, silence, payloadType: 34);
        Peer.Send(1, new byte[1500]);
        _line.Tick();

        Session.Statistics.Invalid.ShouldBe(6);
        Session.Statistics.Received.ShouldBe(0);
    }

    [Fact]
    public void Comfort_noise_is_heard_and_the_silence_after_it_is_no_fault()
    {
        var audio = new ScriptedAudio(400, keep: 1);
        var timedOut = 0;
        Session.Attach(audio);
        Session.TimedOut = () => timedOut++;
        Session.Target(_line.Parameters);
        _line.Tick();
        Peer.Send(0, [40], payloadType: 13);
        _line.Tick(200);

        audio.Full.IsCompleted.ShouldBeTrue();
        audio.Heard.IndexOfAnyExceptInRange((short)-700, (short)700).ShouldBe(-1);
        Session.IsQuiet.ShouldBeTrue();
        timedOut.ShouldBe(0);
        Session.Statistics.Received.ShouldBe(1);
    }

    [Fact]
    public async Task Silence_that_was_announced_before_the_answer_excuses_none_after_it()
    {
        var told = new SemaphoreSlim(0);
        Session.TimedOut = () => told.Release();
        Session.Target(_line.Parameters);
        _line.Tick();
        Peer.Send(0, [40], payloadType: 13);
        _line.Tick();
        Session.IsQuiet.ShouldBeTrue();
        Session.Renew(new ScriptedAudio(400, keep: 1));
        _line.Tick(200);

        (await told.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue();
    }

    [Fact]
    public async Task A_line_on_which_nothing_arrives_is_reported_dead_once()
    {
        var told = new SemaphoreSlim(0);
        Session.TimedOut = () => told.Release();
        Session.Target(_line.Parameters);
        _line.Tick(200);

        (await told.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue();
        told.CurrentCount.ShouldBe(0);
    }

    [Fact]
    public void Sound_that_piled_up_while_it_rang_is_not_heard()
    {
        for (var i = 0; i < 100; i++) Peer.Send(i, Loud);
        Session.Target(_line.Parameters);
        _line.Tick();
        Peer.Send(100, Loud);
        _line.Tick();

        Session.Statistics.Received.ShouldBe(1);
        Session.Statistics.BufferMilliseconds.ShouldBeLessThanOrEqualTo(20);
    }

    [Fact]
    public void Jitter_is_measured_from_the_kernels_receive_times()
    {
        Session.Target(_line.Parameters);
        _line.Tick();
        for (var i = 0; i < 30; i++) Peer.Send(i, Loud);
        _line.Tick();

        Session.Statistics.JitterMilliseconds.ShouldBeGreaterThan(5);
    }

    [Fact]
    public void What_the_buffer_held_back_is_told_of_the_sound_and_not_of_the_silence_before_the_end()
    {
        Session.Target(_line.Parameters);
        _line.Tick();
        for (var i = 0; i < 100; i++)
        {
            Peer.Send(i, Loud);
            _line.Tick();
        }

        _line.Tick(10);

        Session.Quality.ShouldNotBeNull().BufferMs.ShouldBeInRange(19, 21);
    }

    [Fact]
    public void An_address_the_port_cannot_reach_is_refused_in_words()
    {
        var elsewhere = new IPEndPoint(IPAddress.IPv6Loopback, 4000);

        Should.Throw<MediaException>(() => Session.Start(_line.Parameters with { Remote = elsewhere })).Message.ShouldContain("InterNetworkV6");
    }

    [Fact]
    public void A_new_source_of_sound_is_heard_at_once()
    {
        var audio = new ScriptedAudio(400, keep: 3);
        Session.Target(_line.Parameters);
        _line.Tick();
        Peer.Send(100, Loud);
        _line.Tick();
        Session.Attach(audio);
        Peer.Ssrc = 0x9999;
        Peer.Send(50000, Loud);
        Peer.Send(50001, Loud);
        _line.Tick(4);

        audio.Full.IsCompletedSuccessfully.ShouldBeTrue();
        Session.Statistics.Lost.ShouldBe(0);
    }

    [Fact]
    public void A_listener_that_fails_silences_its_own_call_and_no_more()
    {
        Session.Attach(new FailingAudio());
        Session.Target(_line.Parameters);
        _line.Tick(3);

        var sent = Peer.Receive();

        sent.Count.ShouldBe(3);
        sent.SelectMany(packet => packet.Payload).ShouldAllBe(code => code == G711.MuLawSilence);
    }

    [Fact]
    public async Task A_listener_that_fails_is_told_once_as_a_dead_line()
    {
        var told = new SemaphoreSlim(0);
        Session.TimedOut = () => told.Release();
        Session.Attach(new FailingAudio());
        Session.Target(_line.Parameters);
        _line.Tick(3);

        (await told.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue();
        told.CurrentCount.ShouldBe(0);
    }

    [Fact]
    public void A_stream_has_failed_from_the_failure_of_a_listener_until_another_is_attached()
    {
        Session.Attach(new FailingAudio());
        Session.Target(_line.Parameters);
        Session.HasFailed.ShouldBeFalse();
        _line.Tick();
        Session.HasFailed.ShouldBeTrue();
        Session.Target(_line.Parameters with { Send = false });
        _line.Tick();
        Session.HasFailed.ShouldBeTrue();

        Session.Attach(new ScriptedAudio(400));
        _line.Tick();

        Session.HasFailed.ShouldBeFalse();
    }

    [Fact]
    public void Who_is_attached_while_another_fails_is_heard()
    {
        Session.Attach(new FailingAudio(() => Session.Attach(new ScriptedAudio(400))));
        Session.Target(_line.Parameters);
        _line.Tick(3);

        Session.HasFailed.ShouldBeFalse();
        var sent = Peer.Receive();
        sent[0].Payload.ShouldAllBe(code => code == G711.MuLawSilence);
        sent[1].Payload.ShouldContain(code => code != G711.MuLawSilence);
        sent[2].Payload.ShouldContain(code => code != G711.MuLawSilence);
    }

    [Fact]
    public void Ticks_that_never_came_are_told_before_the_frame_that_follows()
    {
        var audio = new SkippingAudio();
        Session.Attach(audio);
        _line.Skip(7);
        Session.Target(_line.Parameters);
        _line.Tick(2);
        _line.Skip(5);
        _line.Tick(2);

        audio.Told.ShouldBe(["frame", "frame", "5 skipped", "frame", "frame"]);
    }

    [Fact]
    public void A_tick_with_sound_both_ways_allocates_nothing()
    {
        Session.Attach(new ScriptedAudio(400));
        Session.Target(_line.Parameters);
        _line.Tick();
        var packet = new byte[172];
        for (var i = 0; i < 30; i++) Round(i);

        var next = 30;

        Allocations.Least(Rounds).ShouldBe(0);

        Session.Statistics.Received.ShouldBe(next);

        long Rounds()
        {
            long allocated = 0;
            for (var i = 0; i < 200; i++) allocated += Round(next++);
            return allocated;
        }

        long Round(int sequence)
        {
            RtpPacket.WriteHeader(packet, false, 0, (ushort)sequence, (uint)(sequence * 160), 1);
            Peer.SendRaw(packet);
            var before = GC.GetAllocatedBytesForCurrentThread();
            _line.Tick();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    /// <summary>Listens before the answer, which a key brings about in the middle of a tick.</summary>
    private sealed class EarlyAudio(RtpSession session, ICallAudio answered) : ICallAudio
    {
        public void OnFrame(ReadOnlySpan<short> heard, Span<short> say)
        {
        }

        public void OnDigit(char digit) => session.Renew(answered);
    }

    private sealed class HeldAudio : ICallAudio
    {
        public List<bool> Told { get; } = [];

        public void OnFrame(ReadOnlySpan<short> heard, Span<short> say)
        {
        }

        public void OnHeld(bool isHeld) => Told.Add(isHeld);

        public void OnDigit(char digit)
        {
        }
    }

    private sealed class SkippingAudio : ICallAudio
    {
        public List<string> Told { get; } = [];

        public void OnFrame(ReadOnlySpan<short> heard, Span<short> say) => Told.Add("frame");

        public void OnSkipped(int frames) => Told.Add($"{frames} skipped");

        public void OnDigit(char digit)
        {
        }
    }
}
