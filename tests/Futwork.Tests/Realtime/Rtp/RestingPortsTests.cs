using System.Net;
using System.Net.Sockets;
using Futwork.Realtime.Rtp;
using Futwork.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Realtime.Rtp;

/// <summary>Ports stay bound from call to call, and a call hears nothing of the one before.</summary>
public sealed class RestingPortsTests : IDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);
    private readonly FakeTime _time = new();
    private readonly List<int> _closed = [];
    private readonly List<int> _restless = [];
    private readonly RestingPorts _resting;

    public RestingPortsTests() => _resting = new RestingPorts(Rest, _time, (port, hasRested) => (hasRested ? _closed : _restless).Add(port));

    public void Dispose() => _resting.Dispose();

    [Fact]
    public void A_pair_serves_again_as_it_is_after_its_rest_and_not_before()
    {
        var ports = Bind(16000);
        _resting.TryKeep(ports).ShouldBeTrue();

        _time.Advance(Rest - TimeSpan.FromMilliseconds(1));
        _resting.Take(out var early).ShouldBeNull();
        early.ShouldBeNull();
        _time.Advance(TimeSpan.FromMilliseconds(1));

        _resting.Take(out _).ShouldBeSameAs(ports);
        _resting.Count.ShouldBe(0);
        using var taker = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Should.Throw<SocketException>(() => taker.Bind(new IPEndPoint(IPAddress.Loopback, 16000)));
        ports.Dispose();
    }

    [Fact]
    public void What_comes_to_both_while_they_rest_is_thrown_away()
    {
        var ports = Bind(16010);
        _resting.TryKeep(ports);
        Talk(16010, packets: 20);
        Talk(16011, packets: 20);
        _time.Advance(Rest);

        _resting.Take(out _).ShouldBeSameAs(ports);

        using var batch = new ReceiveBatch();
        (ports.Sound.Receive(batch), ports.Control.Receive(batch)).ShouldBe((0, 0));
        ports.Dispose();
    }

    [Fact]
    public void A_pair_that_somebody_still_talks_to_rests_anew_and_another_is_taken()
    {
        RtpPorts talkedTo = Bind(16020), quiet = Bind(16022);
        _resting.TryKeep(talkedTo);
        _resting.TryKeep(quiet);
        Talk(16020, packets: 100);
        _time.Advance(Rest);

        _resting.Take(out _).ShouldBeSameAs(quiet);
        _resting.Take(out var lastResort).ShouldBeNull();
        lastResort.ShouldBeNull();
        _time.Advance(Rest);
        _resting.Take(out _).ShouldBeSameAs(talkedTo);
        talkedTo.Dispose();
        quiet.Dispose();
    }

    [Fact]
    public void Where_there_is_no_other_a_pair_that_somebody_talks_to_is_offered_as_the_last_resort()
    {
        RtpPorts first = Bind(16030), second = Bind(16032);
        foreach (var ports in (RtpPorts[])[first, second])
        {
            _resting.TryKeep(ports);
            Talk(ports.Sound.Port, packets: 100);
        }

        _time.Advance(Rest);

        _resting.Take(out var lastResort).ShouldBeNull();
        lastResort.ShouldBeSameAs(first);
        _resting.Count.ShouldBe(1);
        first.Dispose();
    }

    [Fact]
    public void A_pair_that_nobody_wants_is_closed_and_no_timer_is_left()
    {
        _resting.TryKeep(Bind(16040));
        _time.Advance(TimeSpan.FromSeconds(2));
        _resting.TryKeep(Bind(16042));

        _time.Advance(Rest + RestingPorts.Patience - TimeSpan.FromSeconds(2));
        _closed.ShouldBe([16040]);
        _time.Advance(TimeSpan.FromSeconds(3));

        _closed.ShouldBe([16040, 16042]);
        (_resting.Count, _time.ActiveTimers).ShouldBe((0, 0));
        Bind(16040).Dispose();
        Bind(16042).Dispose();
    }

    [Fact]
    public void No_more_than_so_many_are_kept_and_the_end_closes_all()
    {
        var kept = Enumerable.Range(0, RestingPorts.Most).Select(pair => Bind(9000 + (2 * pair))).ToArray();
        kept.ShouldAllBe(ports => _resting.TryKeep(ports));
        using var one = Bind(16050);

        _resting.TryKeep(one).ShouldBeFalse();
        _resting.Dispose();

        _resting.TryKeep(one).ShouldBeFalse();
        _restless.Count.ShouldBe(RestingPorts.Most);
        foreach (var ports in kept) Bind(ports.Sound.Port).Dispose();
    }

    [Fact]
    public void When_all_are_closed_those_without_their_rest_are_named_as_such()
    {
        _resting.TryKeep(Bind(16052));
        _time.Advance(Rest);
        _resting.TryKeep(Bind(16054));

        _resting.Clear().ShouldBeTrue();

        _closed.ShouldBe([16052]);
        _restless.ShouldBe([16054]);
    }

    [Fact]
    public void The_buffers_of_another_call_are_not_heard_in_the_next()
    {
        var buffers = new CallBuffers();
        Array.Fill(buffers.Sound, (short)9000);
        Array.Fill(buffers.Present, true);
        var next = new JitterBuffer(buffers);
        var frame = new short[160];

        next.Push(10_000, [.. Enumerable.Repeat((short)100, 160)]);

        for (var pulled = 0; pulled < 100; pulled++)
        {
            next.Pull(frame);
            frame.ShouldAllBe(sample => sample >= 0 && sample <= 100);
        }
    }

    [Fact]
    public async Task A_call_gets_the_ports_of_one_that_is_over_and_neither_its_sound_nor_its_streams()
    {
        await using var engine = Engine(16060, ports: 1);
        using var batch = new ReceiveBatch();
        await using var clock = new ByHand();
        var first = engine.Open();
        using var old = new RtpPeer(first.LocalEndPoint);
        first.Target(new RtpParameters(old.Address, AudioCodec.Pcmu, 101));
        clock.Tick(first);
        for (var i = 0; i < 5; i++)
        {
            old.Send(i, Loud);
            clock.Tick(first);
        }

        first.Statistics.Received.ShouldBe(5);
        first.Dispose();
        for (var i = 5; i < 15; i++) old.Send(i, Loud);
        _time.Advance(Rest);

        using var second = engine.Open();
        second.LocalEndPoint.ShouldBe(first.LocalEndPoint);
        var ear = new ScriptedAudio(0, keep: 1);
        second.Attach(ear);
        using var peer = new RtpPeer(second.LocalEndPoint) { Ssrc = 0x5678 };
        second.Target(new RtpParameters(peer.Address, AudioCodec.Pcmu, 101));
        clock.Tick(second);
        (second.Statistics.Received, second.Statistics.Foreign).ShouldBe((0, 0));

        for (var i = 0; i < 5; i++)
        {
            peer.Send(100 + i, Loud);
            if (i > 2) old.Send(15 + i, Loud);
            clock.Tick(second);
        }

        clock.Tick(second);
        clock.Tick(second);
        (second.Statistics.Received, second.Statistics.Foreign, second.Statistics.Lost).ShouldBe((5, 2, 0));
        await ear.Full.WaitAsync(TimeSpan.FromSeconds(30));
        var (before, now) = (old.Receive(), peer.Receive());
        before.Count.ShouldBe(6);
        now.Count.ShouldBe(8);
        now[0].Ssrc.ShouldNotBe(before[0].Ssrc);
    }

    [Fact]
    public async Task Where_no_other_can_be_opened_a_call_gets_ports_that_somebody_talks_to()
    {
        var address = IPAddress.Parse("127.0.0.1");
        await using var engine = Engine(16080, ports: 4, address);
        var first = engine.Open();
        first.Dispose();
        Talk(first.LocalEndPoint.Port, packets: 100);
        _time.Advance(Rest);
        TakeAway(address);

        using var second = engine.Open();

        second.LocalEndPoint.Port.ShouldBe(first.LocalEndPoint.Port);
        Should.Throw<MediaException>(() => engine.Open());
    }

    [Fact]
    public async Task A_call_that_ends_within_its_own_frame_hands_no_ports_on()
    {
        await using var engine = Engine(16070, ports: 1);
        await using var clock = new ByHand();
        var session = engine.Open();
        using var peer = new RtpPeer(session.LocalEndPoint);
        session.Attach(new HangsUpAtOnce(session));
        session.Target(new RtpParameters(peer.Address, AudioCodec.Pcmu, 101));

        clock.Tick(session);

        Bind(session.LocalEndPoint.Port).Dispose();
    }

    private static byte[] Loud => [.. Enumerable.Repeat((byte)0x80, 160)];

    private static RtpPorts Bind(int port) => new(RtpSocket.TryBind(IPAddress.Loopback, port)!, RtpSocket.TryBind(IPAddress.Loopback, port + 1)!);

    private static void Talk(int port, int packets)
    {
        using var peer = new RtpPeer(new IPEndPoint(IPAddress.Loopback, port));
        for (var i = 0; i < packets; i++) peer.Send(i, Loud);
    }

    /// <summary>The machine has that address no more: it becomes one that is nobody's.</summary>
    private static void TakeAway(IPAddress address)
    {
#pragma warning disable CS0618 // Nothing else changes an address.
        address.Address = IPAddress.Parse("192.0.2.1").Address;
#pragma warning restore CS0618
    }

    private MediaEngine Engine(int firstPort, int ports, IPAddress? address = null) => new(
        new MediaOptions { BindAddress = address ?? IPAddress.Loopback, FirstPort = firstPort, LastPort = firstPort + (2 * ports) - 1, RealTimePriority = false, PortRest = Rest },
        _time,
        NullLoggerFactory.Instance);

    /// <summary>Ticks that are given by hand; a stream that fails is left alone.</summary>
    private sealed class ByHand : IAsyncDisposable
    {
        private readonly MediaRound _round = new(RingExchange.TryOpen(out _) ?? (PacketExchange)new DirectExchange(), static (_, _) => { });
        private long _tick;

        public void Tick(RtpSession session) => _round.Serve([session], _tick++);

        public ValueTask DisposeAsync()
        {
            _round.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class HangsUpAtOnce(RtpSession session) : Futwork.Realtime.Audio.ICallAudio
    {
        public void OnFrame(ReadOnlySpan<short> heard, Span<short> say) => session.Dispose();

        public void OnDigit(char digit)
        {
            // Nobody presses keys.
        }
    }
}
