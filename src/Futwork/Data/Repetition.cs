using System.Runtime.ExceptionServices;

namespace Futwork.Data;

/// <summary>What a node does again and again for as long as it runs.</summary>
internal static class Repetition
{
    /// <summary>Does the work now, and again after each pause. What fails is tried again the next time.</summary>
    /// <param name="failed">Told of each failure.</param>
    public static async Task RepeatAsync(
        this TimeProvider time, TimeSpan pause, Func<CancellationToken, Task> work, Action<Exception> failed, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await work(stopping);
            }
            catch (Exception exception)
            {
                // What breaks off because the node stops has not failed.
                if (!stopping.IsCancellationRequested)
                    failed(exception);
            }

            await Task.Delay(pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Sees to one thing after the other. What breaks keeps none of those that follow from being seen to; the first fault is thrown at the end.</summary>
    public static async Task InTurnAsync<T>(IEnumerable<T> things, Func<T, Task> work, CancellationToken stopping)
    {
        ExceptionDispatchInfo? fault = null;
        foreach (var thing in things)
        {
            try
            {
                await work(thing);
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                fault ??= ExceptionDispatchInfo.Capture(exception);
            }
        }

        fault?.Throw();
    }
}
