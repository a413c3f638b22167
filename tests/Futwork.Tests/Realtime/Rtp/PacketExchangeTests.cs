using System.Net;
using System.Runtime.InteropServices;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp;
using Futwork.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Realtime.Rtp;

public sealed class DirectRtpSessionTests() : RtpSessionTests(new DirectExchange());

public sealed class BatchedRtpSessionTests() : RtpSessionTests(Batches.Ring());

public sealed class DirectExchangeTests() : PacketExchangeTests(new DirectExchange());

public sealed class RingExchangeTests() : PacketExchangeTests(Batches.Ring());

internal static class Batches
{
    /// <summary>A ring; the test is skipped where the kernel allows none.</summary>
    public static PacketExchange Ring()
    {
        var ring = RingExchange.TryOpen(out var refusal);
        Assert.SkipWhen(ring is null, $"io_uring is not to be had: {refusal}");
        return ring;
    }
}

/// <summary>Many streams in one round: each gets its own packets, and none suffers from another.</summary>
public abstract class PacketExchangeTests : IAsyncDisposable
{
    private const int Streams = PacketExchange.Capacity + 6;
    private readonly MediaEngine _engine = new(
        new MediaOptions { BindAddress = IPAddress.Loopback, FirstPort = 19000, LastPort = 19999, RealTimePriority = false },
        TimeProvider.System,
        NullLoggerFactory.Instance);

    private readonly List<(RtpSession Session, Exception Failure)> _failures = [];
    private readonly List<RtpSession> _sessions = [];
    private readonly List<RtpPeer> _peers = [];
    private readonly MediaRound _round;
    private long _tick;

    private protected PacketExchangeTests(PacketExchange exchange)
    {
        _round = new MediaRound(exchange, (session, failure) => _failures.Add((session, failure)));
        for (var i = 0; i < Streams; i++)
        {
            var session = _engine.Open();
            var peer = new RtpPeer(session.LocalEndPoint);
            session.Target(new RtpParameters(peer.Address, AudioCodec.Pcmu, TelephoneEventPayloadType: null));
            _sessions.Add(session);
            _peers.Add(peer);
        }
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        // The sessions first, as in RtpSessionFixture.
        await _engine.DisposeAsync();
        foreach (var peer in _peers) peer.Dispose();
        _round.Dispose();
    }

    [Fact]
    public void Each_stream_hears_its_own_far_end_and_sends_to_it()
    {
        var ears = _sessions.ConvertAll(session => new Ears(session));
        Tick();
        for (var sequence = 0; sequence < 20; sequence++)
        {
            for (var i = 0; i < Streams; i++) Send(i, sequence);
            Tick();
        }

        for (var i = 0; i < Streams; i++)
        {
            ears[i].Loudest.ShouldBe(Loudness(i), $"stream {i}");
            _sessions[i].Statistics.Received.ShouldBe(20);
            var sent = _peers[i].Receive();
            sent.Count.ShouldBe(21);
            sent.ShouldAllBe(packet => packet.Ssrc == sent[0].Ssrc);
        }
    }

    [Fact]
    public void What_piled_up_is_taken_in_one_tick_and_a_flood_is_left_for_the_next()
    {
        Tick();
        for (var sequence = 0; sequence < 20; sequence++) Send(3, sequence);
        for (var sequence = 0; sequence < 100; sequence++) Send(4, sequence);
        Tick();

        _sessions[3].Statistics.Received.ShouldBe(20);
        _sessions[4].Statistics.Received.ShouldBe(32);
        for (var i = 0; i < 3; i++) Tick();
        _sessions[4].Statistics.Received.ShouldBe(100);
    }

    [Fact]
    public void A_far_end_that_sends_twice_a_tick_is_heard_in_time()
    {
        Tick();
        for (var sequence = 0; sequence < 40;)
        {
            Send(3, sequence++);
            Send(3, sequence++);
            Tick();
            if (sequence > 8) _sessions[3].Statistics.Received.ShouldBe(sequence);
        }
    }

    [Fact]
    public void A_packet_that_comes_early_waits_for_80_ms_at_most()
    {
        Tick();
        for (var sequence = 0; sequence < 20; sequence++)
        {
            Send(3, sequence);
            Tick();
        }

        Send(3, 20);
        Send(3, 21);
        for (var i = 0; i < 4; i++)
        {
            Tick();
            Send(3, 22 + i);
        }

        _sessions[3].Statistics.Received.ShouldBe(25);
    }

    [Fact]
    public void A_stream_that_ends_within_a_tick_takes_no_other_along()
    {
        _sessions[5].Attach(new Ender(_sessions[5]));
        _sessions[6].Attach(new Ender(_sessions[7]));
        Tick();
        for (var i = 0; i < 3; i++) Tick();

        _failures.ShouldAllBe(failure => failure.Failure is ObjectDisposedException);
        for (var i = 8; i < Streams; i++) _peers[i].Receive().Count.ShouldBe(4);
    }

    [Fact]
    public void What_the_kernel_would_not_send_is_counted_as_a_failure()
    {
        // Nothing on the network may be sent to from a socket of the loopback address.
        _sessions[2].Target(new RtpParameters(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 4000), AudioCodec.Pcmu, TelephoneEventPayloadType: null));
        for (var i = 0; i < 5; i++) Tick();

        _sessions[2].Statistics.SendFailures.ShouldBe(5);
        _sessions[2].Statistics.Sent.ShouldBe(0);
        _sessions[1].Statistics.Sent.ShouldBe(5);
    }

    [Fact]
    public void A_round_allocates_nothing()
    {
        for (var i = 0; i < 200; i++) Tick();
        Allocations.Of(Tick).ShouldBe(0);
    }

    private static byte Code(int stream) => (byte)(0x80 + stream);

    private static short Loudness(int stream)
    {
        Span<short> sample = stackalloc short[1];
        G711.DecodeMuLaw([Code(stream)], sample);
        return sample[0];
    }

    private void Send(int stream, int sequence) => _peers[stream].Send(sequence, [.. Enumerable.Repeat(Code(stream), PhoneAudio.FrameSamples)]);

    private void Tick() => _round.Serve(CollectionsMarshal.AsSpan(_sessions), _tick++);

    private sealed class Ears : ICallAudio
    {
        public Ears(RtpSession session) => session.Attach(this);

        public short Loudest { get; private set; }

        public void OnFrame(ReadOnlySpan<short> heard, Span<short> say)
        {
            foreach (var sample in heard) Loudest = Math.Max(Loudest, sample);
        }

        public void OnDigit(char digit)
        {
        }
    }

    private sealed class Ender(RtpSession session) : ICallAudio
    {
        public void OnFrame(ReadOnlySpan<short> heard, Span<short> say) => session.Dispose();

        public void OnDigit(char digit)
        {
        }
    }
}
