using System.Net;
using Futwork.Realtime.Rtp;
using Futwork.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Realtime.Rtp;

[Collection(Alone.Name)]
public sealed class MediaClocksTests
{
    private const int PerClock = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Calls_beyond_what_one_clock_is_given_are_served_by_others_and_keep_their_own_sound()
    {
        const int calls = 20;
        await using var engine = Engine(18000, threads: 3);
        var callers = Enumerable.Range(0, calls).Select(_ => engine.Open()).ToArray();
        var callees = Enumerable.Range(0, calls).Select(_ => engine.Open()).ToArray();
        var ears = Enumerable.Range(0, calls).Select(_ => new ScriptedAudio(0, keep: 20)).ToArray();

        // The two sides of a call are on different clocks, as those of a call that was bridged may be.
        for (var call = 0; call < calls; call++) Start(callers[call], callees[call], new ScriptedAudio(300 + (call * 50)));
        for (var call = 0; call < calls; call++) Start(callees[call], callers[call], ears[call]);
        await Task.WhenAll(ears.Select(ear => ear.Full)).WaitAsync(Patience);

        engine.ClockStatistics.Threads.ShouldBe(3);
        callers.Concat(callees).GroupBy(session => session.Clock).Select(group => group.Count()).Order().ShouldBe([13, 13, 14]);
        for (var call = 0; call < calls; call++) Tone.Share(ears[call].Heard, 300 + (call * 50)).ShouldBeGreaterThan(0.8, $"call {call}");
        foreach (var session in callers.Concat(callees)) session.Dispose();
        callers.Concat(callees).Sum(session => session.Clock!.Streams).ShouldBe(0);
    }

    [Fact]
    public async Task Few_calls_are_served_by_one_thread_and_a_call_that_pauses_keeps_its_clock()
    {
        await using var engine = Engine(18100, threads: 3);
        var sessions = Enumerable.Range(0, PerClock + 1).Select(_ => engine.Open()).ToArray();
        Start(sessions[0], sessions[PerClock], new ScriptedAudio(400));
        foreach (var session in sessions[1..PerClock]) Start(session, sessions[0], new ScriptedAudio(400));
        engine.ClockStatistics.Threads.ShouldBe(1);
        Start(sessions[PerClock], sessions[0], new ScriptedAudio(400));
        engine.ClockStatistics.Threads.ShouldBe(2);
        var second = sessions[PerClock].Clock;
        second.ShouldNotBe(sessions[0].Clock);
        sessions[PerClock].Stop();
        sessions[1].Stop();
        var audio = new ScriptedAudio(400, keep: 3);

        Start(sessions[PerClock], sessions[0], audio);

        sessions[PerClock].Clock.ShouldBe(second, "its timestamps count the ticks of that one");
        await audio.Full.WaitAsync(Patience);
        using var another = engine.Open();
        Start(another, sessions[0], new ScriptedAudio(400));
        another.Clock.ShouldBe(sessions[0].Clock, "the first one has room again");
    }

    [Fact]
    public void No_thread_at_all_is_refused_in_words() => Should.Throw<MediaException>(() => Engine(18300, threads: 0)).Message.ShouldContain("at least one");

    [Fact]
    public void The_usual_number_of_threads_leaves_half_of_the_processors_to_others() =>
        new MediaOptions().ClockThreads.ShouldBe(Math.Max(1, Environment.ProcessorCount / 2));

    [Fact]
    public async Task As_many_threads_as_are_allowed_share_what_comes()
    {
        await using var engine = Engine(18200, threads: 1);
        var sessions = Enumerable.Range(0, 3 * PerClock).Select(_ => engine.Open()).ToArray();
        var last = new ScriptedAudio(400, keep: 3);

        Start(sessions[0], sessions[^1], new ScriptedAudio(400));
        foreach (var session in sessions[1..^1]) Start(session, sessions[0], new ScriptedAudio(400));
        Start(sessions[^1], sessions[0], last);

        await last.Full.WaitAsync(Patience);
        engine.ClockStatistics.Threads.ShouldBe(1);
    }

    private static void Start(RtpSession session, RtpSession peer, ScriptedAudio audio)
    {
        session.Attach(audio);
        session.Start(new RtpParameters(peer.LocalEndPoint, AudioCodec.Pcma, null));
    }

    private static MediaEngine Engine(int firstPort, int threads) => new(
        new MediaOptions
        {
            BindAddress = IPAddress.Loopback,
            FirstPort = firstPort,
            LastPort = firstPort + 99,
            RealTimePriority = false,
            ClockThreads = threads,
            StreamsPerClock = PerClock,
        },
        TimeProvider.System,
        NullLoggerFactory.Instance);
}
