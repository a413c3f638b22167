using System.Net;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Rtp;

public sealed class MediaClockTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly ManualResetEvent Never = new(initialState: false);
    private readonly CollectedLog _log = new();
    private long _now = 10_000_000_000;

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task Real_time_scheduling_is_obtained_or_its_refusal_is_explained()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has SCHED_FIFO.");
        await using var engine = Engine(12700, realTime: true);
        using var session = engine.Open();
        var audio = new ScriptedAudio(400, keep: 1);
        using var peer = new RtpPeer(session.LocalEndPoint);
        session.Attach(audio);
        session.Start(new RtpParameters(peer.Address, AudioCodec.Pcmu, 101));
        await peer.ArrivalAsync(Patience);

        if (engine.ClockStatistics.SchedulingClass == "SCHED_FIFO") _log.Lines.ShouldNotContain(line => line.Contains("CAP_SYS_NICE"));
        else _log.Lines.ShouldContain(line => line.StartsWith("Warning") && line.Contains("CAP_SYS_NICE"));
    }

    [Fact]
    public async Task Calls_are_spread_over_the_period_rather_than_served_in_one_burst()
    {
        await using var engine = Engine(12720);
        var sessions = Enumerable.Range(0, 10).Select(_ => engine.Open()).ToArray();
        using var peer = new RtpPeer(sessions[0].LocalEndPoint);
        var counter = new FrameCounter(20);
        sessions[9].Attach(counter);
        foreach (var session in sessions) session.Start(new RtpParameters(peer.Address, AudioCodec.Pcmu, 101));
        await counter.Reached.WaitAsync(Patience);
        foreach (var session in sessions) session.Dispose();

        var sent = sessions.Sum(session => session.Statistics.Sent);

        sent.ShouldBeGreaterThan(150);
        engine.ClockStatistics.Ticks.ShouldBeGreaterThanOrEqualTo(sent - 10, "each tick served one call");
    }

    [Theory]
    [InlineData(400, 10)]
    [InlineData(150, 6)]
    public async Task After_a_standstill_time_goes_on_where_the_wall_clock_is(int milliseconds, int frames)
    {
        await using var engine = Engine(12760);
        using var session = engine.Open();
        using var peer = new RtpPeer(session.LocalEndPoint);
        var blocker = new FrameCounter(20, blockAt: 5, TimeSpan.FromMilliseconds(milliseconds));
        session.Attach(blocker);
        session.Start(new RtpParameters(peer.Address, AudioCodec.Pcmu, 101));
        await blocker.Reached.WaitAsync(Patience);
        session.Stop();

        var sent = peer.Receive();
        var steps = sent.Skip(1).Zip(sent, (next, previous) => next.Timestamp - previous.Timestamp).ToList();

        steps.Max().ShouldBeGreaterThanOrEqualTo((uint)(frames * 160));
        steps.ShouldAllBe(step => step % 160 == 0);
        engine.ClockStatistics.SkippedTicks.ShouldBeGreaterThan(0);
        _log.Lines.ShouldContain(line => line.Contains("stood still"));
    }

    [Fact]
    public async Task A_stream_that_fails_is_taken_off_and_told_as_a_dead_line()
    {
        await using var engine = Engine(12800);
        using var session = engine.Open();
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        session.TimedOut = () => told.TrySetResult();

        session.Start(new RtpParameters(new FaultyEndPoint(), AudioCodec.Pcmu, 101));

        await told.Task.WaitAsync(Patience);
        session.HasFailed.ShouldBeTrue();
        _log.Lines.ShouldContain(line => line.Contains("was taken off the media clock"));
    }

    [Fact]
    public void Too_much_work_is_reported_at_most_once_a_minute()
    {
        var time = new FakeTime();
        var load = new ClockLoad(time, _log);
        Work(seconds: 30, share: 0.9);
        time.Advance(TimeSpan.FromSeconds(61));
        Work(seconds: 30, share: 0.9);
        Work(seconds: 30, share: 0.5);

        _log.Lines.Count.ShouldBe(2);
        _log.Lines.ShouldAllBe(line => line.Contains("90 %") && line.Contains("1500 streams"));
        ClockLoad.Together(load).Duty.ShouldBe(0.5, 0.01);

        void Work(int seconds, double share)
        {
            const long slot = 2_000_000;
            _now += slot;
            for (var i = 0; i < seconds * 500; i++, _now += slot) load.Record(0, (long)(slot * share), _now, 1500);
        }
    }

    private MediaEngine Engine(int firstPort, bool realTime = false) => new(
        new MediaOptions { BindAddress = IPAddress.Loopback, FirstPort = firstPort, LastPort = firstPort + 39, RealTimePriority = realTime }, TimeProvider.System, _log);

    /// <summary>An address that cannot be used where streams are served.</summary>
    private sealed class FaultyEndPoint() : IPEndPoint(IPAddress.Loopback, 9)
    {
        public override SocketAddress Serialize() =>
            Thread.CurrentThread.Name == "media clock" ? throw new InvalidOperationException("A fault of the stream.") : base.Serialize();
    }

    private sealed class FrameCounter(int wanted, int blockAt = -1, TimeSpan block = default) : ICallAudio
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _frames;

        public Task Reached => _reached.Task;

        public void OnFrame(ReadOnlySpan<short> heard, Span<short> say)
        {
            _frames++;
            if (_frames == blockAt) Never.WaitOne(block);
            if (_frames == wanted) _reached.TrySetResult();
        }

        public void OnDigit(char digit)
        {
            // It counts frames only.
        }
    }
}
