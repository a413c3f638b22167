namespace Futwork.Tests.Support;

/// <summary>Moves a clock while a real socket of this machine does its part between two moments.</summary>
internal static class FaultTime
{
    private static readonly TimeSpan RealStep = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    /// <summary>When silence from the clock's start on is noticed: after ten seconds, at the next look, one a second.</summary>
    public static readonly TimeSpan Noticed = TimeSpan.FromSeconds(11);

    /// <summary>Moves it until something has come about.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="done">What shall come about.</param>
    /// <param name="step">Milliseconds of a step; few where a deadline runs while the socket works.</param>
    public static async Task UntilAsync(this FakeTime time, Func<bool> done, int step = 100)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        using var real = new PeriodicTimer(RealStep);
        while (!done())
        {
            time.Advance(step);
            await real.WaitForNextTickAsync(patience.Token);
        }
    }

    /// <summary>Moves it until something has come about that takes a while to begin: slowly from then on, for the deadline of a new connection runs while the socket makes it.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="begins">When it begins, from the clock's start.</param>
    /// <param name="done">What shall come about.</param>
    public static async Task UntilAsync(this FakeTime time, TimeSpan begins, Func<bool> done)
    {
        await time.UntilAsync(() => time.Elapsed >= begins || done());
        await time.UntilAsync(done, step: 20);
    }

    /// <summary>Disposes of what says goodbye, by a clock that goes on: where nobody answers, it gives up waiting.</summary>
    public static async Task DisposeAsync(this FakeTime time, IEnumerable<IAsyncDisposable> all)
    {
        var closing = Task.WhenAll(all.Select(one => one.DisposeAsync().AsTask()));
        await time.UntilAsync(() => closing.IsCompleted);
        await closing;
    }
}
