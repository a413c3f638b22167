using System.Diagnostics;
using System.Globalization;
using Futwork.Benchmarks.Silero;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Telephony;

namespace Futwork.Benchmarks.Signalling;

/// <summary>Places calls through a user agent, at a rate or all at once, and counts what became of them.</summary>
internal sealed class CallRun(SipUserAgent agent, int port)
{
    private readonly string _name = $"bench-{Guid.NewGuid():n}";
    private readonly LatencyHistogram _setup = new();
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _number;
    private int _left;
    private int _failed;
    private TimeSpan _caller;

    /// <summary>Calls that were not answered.</summary>
    public int Failed => _failed;

    /// <summary>Calls that are over.</summary>
    public int Done => (int)_setup.Count + _failed;

    /// <summary>Places <paramref name="count"/> calls, holds each for <paramref name="held"/> and hangs up; returns when all are over.</summary>
    /// <param name="count">How many.</param>
    /// <param name="perSecond">How many begin in a second; null: all at once.</param>
    /// <param name="held">How long each lasts.</param>
    /// <param name="progress">Told after each call that was begun.</param>
    public Task PlaceAsync(int count, double? perSecond, TimeSpan held, Action<int>? progress = null)
    {
        _left = count;
        new Thread(() => Place(count, perSecond, held, progress)) { IsBackground = true, Name = "caller" }.Start();
        return _over.Task;
    }

    /// <summary>On a thread of its own, which sleeps until the next call: timers and the pool would add wake-ups that are not the agent's.</summary>
    private void Place(int count, double? perSecond, TimeSpan held, Action<int>? progress)
    {
        var start = Stopwatch.GetTimestamp();
        var before = ThreadTime.Now;
        for (var call = 0; call < count; call++)
        {
            if (perSecond is { } rate) ClockThread.SleepUntil(start + (long)(call * 1e9 / rate));
            _ = CallAsync(held);
            progress?.Invoke(call + 1);
            _caller = ThreadTime.Now - before;
        }
    }

    /// <summary>Places them and tells the cost.</summary>
    public async Task<CallCost> MeasureAsync(int count, double? perSecond)
    {
        var cost = Cost.Begin();
        await PlaceAsync(count, perSecond, held: TimeSpan.Zero);
        return cost.Per(count, _caller);
    }

    /// <summary>How many failed, and how long the others took to be answered.</summary>
    public override string ToString() =>
        $"{_failed} failed; answered after p50 {_setup.Percentile(0.5) / 1e6:0.00} p99 {_setup.Percentile(0.99) / 1e6:0.00} max {_setup.Max / 1e6:0.0} ms";

    private async Task CallAsync(TimeSpan held)
    {
        try
        {
            await HoldAsync(held);
        }
        catch (Exception error)
        {
            _over.TrySetException(error);
        }

        if (Interlocked.Decrement(ref _left) == 0) _over.TrySetResult();
    }

    private async Task HoldAsync(TimeSpan held)
    {
        var start = Stopwatch.GetTimestamp();
        var number = Interlocked.Increment(ref _number).ToString(CultureInfo.InvariantCulture);
        await using var leg = agent.Dial(new SipDialRequest { CallId = $"{_name}-{number}", Host = "127.0.0.1", Port = port, To = number, From = "bench" });
        leg.Attach(Silence.Instance);
        var answer = await leg.Answer;
        if (answer.Result is not LegResult.Answered)
        {
            Interlocked.Increment(ref _failed);
            return;
        }

        lock (_gate) _setup.Record((long)Stopwatch.GetElapsedTime(start).TotalNanoseconds);
        if (held > TimeSpan.Zero) await Task.Delay(held);
        await leg.HangUpAsync();
    }

    private sealed class Silence : ICallAudio
    {
        public static readonly Silence Instance = new();

        public void OnFrame(ReadOnlySpan<short> heard, Span<short> say)
        {
            // Says nothing: only that packets flow matters.
        }

        public void OnDigit(char digit)
        {
            // Nobody presses keys.
        }
    }
}
