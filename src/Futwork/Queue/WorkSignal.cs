using System.Collections.Concurrent;

namespace Futwork.Queue;

/// <summary>
/// Wakes the worker of a kind of duty before its next poll. It is never the truth: a signal that is lost costs one poll
/// interval, a signal too many costs one query.
/// </summary>
internal sealed class WorkSignal
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _untold = new(StringComparer.Ordinal);

    /// <summary>The kind that <see cref="TakeUntold"/> has news of.</summary>
    public const string Untold = "";

    /// <summary>Duties of this kind are due: wakes this node's worker, and has the other nodes told.</summary>
    public void Set(string kind)
    {
        Wake(kind);
        _untold[kind] = true;
        Wake(Untold);
    }

    /// <summary>Wakes this node's worker only.</summary>
    public void Wake(string kind) => Of(kind).TrySetResult();

    /// <summary>Returns when <paramref name="kind"/> is signalled, was signalled since the last wait, or after <paramref name="atMost"/>. One waiter per kind.</summary>
    public async Task WaitAsync(string kind, TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        await Of(kind).Task.WaitAsync(atMost, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _waiting[kind] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Looks after a kind of duty until told to stop: at each signal, and otherwise after each <paramref name="atMost"/>. What fails is tried again with the next look.</summary>
    public async Task RepeatAsync(string kind, TimeSpan atMost, TimeProvider time, Func<CancellationToken, Task> look, Action<Exception> failed, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await look(stopping);
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                failed(exception);
            }

            await WaitAsync(kind, atMost, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The kinds set since the last time this was asked.</summary>
    public List<string> TakeUntold() => [.. _untold.Keys.Where(kind => _untold.TryRemove(kind, out _))];

    private TaskCompletionSource Of(string kind) =>
        _waiting.GetOrAdd(kind, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
