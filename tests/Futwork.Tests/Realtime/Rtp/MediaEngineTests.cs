using System.Net;
using System.Net.Sockets;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp;
using Futwork.Tests.Realtime.Audio;
using Futwork.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Realtime.Rtp;

[Collection(Alone.Name)]
public sealed class MediaEngineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Two_engines_hear_each_others_tone()
    {
        await using var left = Engine(11000);
        await using var right = Engine(12000);
        using var here = left.Open();
        using var there = right.Open();
        ScriptedAudio low = new(400, keep: 50), high = new(1000, keep: 50);
        here.Attach(low);
        there.Attach(high);

        here.Start(new RtpParameters(there.LocalEndPoint, AudioCodec.Pcmu, 101));
        there.Start(new RtpParameters(here.LocalEndPoint, AudioCodec.Pcma, 101));
        await Task.WhenAll(low.Full, high.Full).WaitAsync(Patience);

        Loudest(low.Heard).ShouldBe(1000);
        Loudest(high.Heard).ShouldBe(400);
        // One clock may have stood still for longer than the other: then some of what was heard was made up.
        await Eventually.IsAsync(() => there.Statistics.Received >= 50 ? there : null);
        (there.Statistics.Lost, there.Statistics.Duplicate, there.Statistics.Invalid, there.Statistics.Foreign).ShouldBe((0, 0, 0, 0));
        left.ClockStatistics.Ticks.ShouldBeGreaterThanOrEqualTo(50);
    }

    [Fact]
    public async Task Without_a_port_for_a_call_it_is_full_for_five_seconds()
    {
        var time = new FakeTime();
        await using var engine = new MediaEngine(
            new MediaOptions { BindAddress = IPAddress.Loopback, FirstPort = 13900, LastPort = 13901 }, time, NullLoggerFactory.Instance);
        using var only = engine.Open();
        engine.IsFull.ShouldBeFalse();

        Should.Throw<MediaException>(() => engine.Open());

        engine.IsFull.ShouldBeTrue();
        time.Advance(TimeSpan.FromSeconds(5));
        engine.IsFull.ShouldBeFalse();
    }

    [Fact]
    public async Task Packets_on_the_wire_are_20_ms_of_sound_in_time_order()
    {
        await using var engine = Engine(11200);
        using var session = engine.Open();
        using var peer = new RtpPeer(session.LocalEndPoint);
        var audio = new ScriptedAudio(400, keep: 40);
        session.Attach(audio);
        session.Start(new RtpParameters(peer.Address, AudioCodec.Pcmu, 101));
        await peer.ArrivalAsync(Patience);
        peer.Send(0, [.. Enumerable.Repeat((byte)1, 160)]);
        await audio.Full.WaitAsync(Patience);
        session.Stop();

        var sent = peer.Receive();

        sent.Count.ShouldBeGreaterThanOrEqualTo(40);
        sent.ConvertAll(packet => packet.Sequence).ShouldBe(Enumerable.Range(0, sent.Count).Select(i => (ushort)(sent[0].Sequence + i)));
        var steps = sent.Skip(1).Zip(sent, (next, previous) => next.Timestamp - previous.Timestamp).ToList();
        steps.ShouldAllBe(step => step > 0 && step % 160 == 0);
        // Time goes on without packets where the machine stood still, and nowhere else.
        steps.Sum(step => (long)((step / 160) - 1)).ShouldBeLessThanOrEqualTo(engine.ClockStatistics.SkippedTicks / 10);
        var pcm = new short[sent.Count * 160];
        G711.DecodeMuLaw(sent.SelectMany(packet => packet.Payload).ToArray(), pcm);
        for (var i = 0; i < pcm.Length; i++) ((double)pcm[i]).ShouldBe(audio.Sample(i), 300);
    }

    [Fact]
    public async Task A_hundred_calls_keep_their_own_sound_and_a_failing_one_disturbs_nobody()
    {
        const int calls = 100;
        await using var engine = Engine(11400, calls * 2);
        var callers = Enumerable.Range(0, calls).Select(_ => engine.Open()).ToArray();
        var callees = Enumerable.Range(0, calls).Select(_ => engine.Open()).ToArray();
        var ears = Enumerable.Range(0, calls).Select(call => new ScriptedAudio(0, keep: 20)).ToArray();
        for (var call = 0; call < calls; call++)
        {
            callers[call].Attach(call == 7 ? new Thrower() : new ScriptedAudio(300 + (call * 20)));
            callees[call].Attach(ears[call]);
            callers[call].Start(new RtpParameters(callees[call].LocalEndPoint, AudioCodec.Pcma, null));
            callees[call].Start(new RtpParameters(callers[call].LocalEndPoint, AudioCodec.Pcma, null));
        }

        engine.LiveSessions.ShouldBe(2 * calls);
        await Task.WhenAll(ears.Where((_, call) => call != 7).Select(ear => ear.Full)).WaitAsync(Patience);

        for (var call = 0; call < calls; call++)
        {
            if (call != 7) Tone.Share(ears[call].Heard, 300 + (call * 20)).ShouldBeGreaterThan(0.8, $"call {call}");
        }

        foreach (var session in callers.Concat(callees)) session.Dispose();
        engine.LiveSessions.ShouldBe(0);
    }

    [Fact]
    public async Task Calls_may_begin_and_end_from_any_thread_while_the_clock_runs()
    {
        await using var engine = Engine(15000, 450);
        await Parallel.ForAsync(0, 8, async (_, stop) =>
        {
            for (var round = 0; round < 25; round++)
            {
                using RtpSession caller = engine.Open(), callee = engine.Open();
                var ear = new ScriptedAudio(400, keep: round % 5 == 0 ? 1 : 0);
                callee.Attach(ear);
                caller.Attach(new ScriptedAudio(400));
                caller.Start(new RtpParameters(callee.LocalEndPoint, AudioCodec.Pcmu, 101));
                callee.Start(new RtpParameters(caller.LocalEndPoint, AudioCodec.Pcmu, 101));
                if (round % 5 == 0) await ear.Full.WaitAsync(Patience, stop);
            }
        });

        engine.LiveSessions.ShouldBe(0);
    }

    [Fact]
    public async Task A_full_port_range_is_refused_in_words_and_a_closed_call_makes_room()
    {
        var time = new FakeTime();
        await using var engine = Engine(12400, ports: 2, time);
        using var first = engine.Open();
        var second = engine.Open();

        Should.Throw<MediaException>(() => engine.Open()).Message.ShouldContain("between 12400 and 12403");

        second.Dispose();
        Should.Throw<MediaException>(() => engine.Open()).Message.ShouldContain("1 rest");
        time.Advance(new MediaOptions().PortRest);
        using var third = engine.Open();
        third.LocalEndPoint.Port.ShouldBe(second.LocalEndPoint.Port);
    }

    [Fact]
    public async Task A_call_that_begins_while_the_engine_ends_is_refused_and_keeps_nothing()
    {
        var time = new AskedTime();
        var engine = Engine(13800, ports: 2, time);
        engine.Open().Dispose();
        Task? ended = null;
        // Whoever opens a call looks whether the ports of the last one have rested.
        time.Asked = () =>
        {
            time.Asked = null;
            ended = engine.DisposeAsync().AsTask();
        };

        Should.Throw<ObjectDisposedException>(() => engine.Open());

        engine.LiveSessions.ShouldBe(0);
        await ended!;
        CanBind(13800).ShouldBeTrue();
        CanBind(13802).ShouldBeTrue();
    }

    [Fact]
    public async Task A_port_that_another_program_holds_is_passed_over()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 12500));
        await using var engine = Engine(12500, ports: 2);

        using var session = engine.Open();

        session.LocalEndPoint.Port.ShouldBe(12502);
        Should.Throw<MediaException>(() => engine.Open());
    }

    [Fact]
    public async Task An_address_of_another_machine_is_refused_in_words()
    {
        await using var engine = new MediaEngine(new MediaOptions { BindAddress = IPAddress.Parse("192.0.2.1") }, TimeProvider.System, NullLoggerFactory.Instance);

        Should.Throw<MediaException>(() => engine.Open()).Message.ShouldContain("192.0.2.1");
    }

    [Theory]
    [InlineData(30000, 20000)]
    [InlineData(20000, 70000)]
    [InlineData(0, 100)]
    public void A_port_range_that_is_none_is_refused_in_words(int first, int last) =>
        Should.Throw<MediaException>(() => new MediaEngine(new MediaOptions { FirstPort = first, LastPort = last }, TimeProvider.System, NullLoggerFactory.Instance))
            .Message.ShouldContain($"{first} to {last}");

    [Fact]
    public async Task Sound_flows_over_version_six_addresses_too()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6 && CanBind(IPAddress.IPv6Loopback), "This machine has no IPv6.");
        await using var engine = new MediaEngine(
            new MediaOptions { BindAddress = IPAddress.IPv6Loopback, FirstPort = 12620, LastPort = 12629, RealTimePriority = false },
            TimeProvider.System,
            NullLoggerFactory.Instance);
        using RtpSession here = engine.Open(), there = engine.Open();
        var ear = new ScriptedAudio(0, keep: 20);
        here.Attach(new ScriptedAudio(700));
        there.Attach(ear);

        here.Start(new RtpParameters(there.LocalEndPoint, AudioCodec.Pcmu, null));
        there.Start(new RtpParameters(here.LocalEndPoint, AudioCodec.Pcmu, null));
        await ear.Full.WaitAsync(Patience);

        Tone.Share(ear.Heard, 700).ShouldBeGreaterThan(0.8);
        there.Statistics.Foreign.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_advertised_is_never_any_address()
    {
        await using var anywhere = new MediaEngine(new MediaOptions { FirstPort = 12600, LastPort = 12601 }, TimeProvider.System, NullLoggerFactory.Instance);
        using var session = anywhere.Open();
        session.LocalEndPoint.Address.ShouldNotBe(IPAddress.Any);

        var outside = IPAddress.Parse("203.0.113.5");
        await using var behindNat = new MediaEngine(
            new MediaOptions { BindAddress = IPAddress.Loopback, AdvertisedAddress = outside, FirstPort = 12610, LastPort = 12611 },
            TimeProvider.System,
            NullLoggerFactory.Instance);
        using var translated = behindNat.Open();
        translated.LocalEndPoint.Address.ShouldBe(outside);
    }

    private static bool CanBind(int port) => CanBind(IPAddress.Loopback, port);

    private static bool CanBind(IPAddress address, int port = 0)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int Loudest(ReadOnlySpan<short> sound)
    {
        var (best, loudest) = (0, 0d);
        for (var hertz = 200; hertz <= 2000; hertz += 100)
        {
            var amplitude = Sine.Amplitude(sound, hertz, 8000);
            if (amplitude > loudest) (best, loudest) = (hertz, amplitude);
        }

        return best;
    }

    private static MediaEngine Engine(int firstPort, int ports = 100, TimeProvider? time = null) => new(
        new MediaOptions { BindAddress = IPAddress.Loopback, FirstPort = firstPort, LastPort = firstPort + (2 * ports) - 1, RealTimePriority = false },
        time ?? TimeProvider.System,
        NullLoggerFactory.Instance);

    /// <summary>A clock that stands still and tells when somebody looks at it.</summary>
    private sealed class AskedTime : TimeProvider
    {
        public Action? Asked { get; set; }

        public override long GetTimestamp()
        {
            Asked?.Invoke();
            return 0;
        }
    }

    private sealed class Thrower : ICallAudio
    {
        public void OnFrame(ReadOnlySpan<short> heard, Span<short> say) => throw new InvalidOperationException("A fault of the listener.");

        public void OnDigit(char digit)
        {
            // Keys mean nothing to it.
        }
    }
}
