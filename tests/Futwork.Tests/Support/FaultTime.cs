namespace Futwork.Tests.Support;

/// <summary>Moves a clock while a real socket of this machine does its part between two moments.</summary>
internal static class FaultTime
{
    private static readonly TimeSpan RealStep = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

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

    /// <summary>Disposes of what says goodbye, by a clock that goes on: where nobody answers, it gives up waiting.</summary>
    public static async Task DisposeAsync(this FakeTime time, IEnumerable<IAsyncDisposable> all)
    {
        var closing = Task.WhenAll(all.Select(one => one.DisposeAsync().AsTask()));
        await time.UntilAsync(() => closing.IsCompleted);
        await closing;
    }
}
