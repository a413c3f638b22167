namespace Futwork.Data;

/// <summary>
/// Asks the database once for all who ask the same thing at the same time. Nobody gets an answer that was read before they asked: whoever comes
/// while a read is under way shares the next one.
/// </summary>
internal sealed class SharedRead<TKey, T>(Func<TKey, Task<T>> read)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Round> _rounds = [];

    public Task<T> ReadAsync(TKey key)
    {
        lock (_gate)
        {
            if (_rounds.TryGetValue(key, out var running))
                return (running.Next ??= NewAnswer()).Task;
            var round = new Round(NewAnswer());
            _rounds.Add(key, round);
            _ = RunAsync(key, round);
            return round.Now.Task;
        }
    }

    private async Task RunAsync(TKey key, Round round)
    {
        do
        {
            try
            {
                // The lock of the caller shall not be held while the database is asked.
                await Task.Yield();
                round.Now.SetResult(await read(key));
            }
            catch (Exception exception)
            {
                round.Now.SetException(exception);
            }
        }
        while (GoOn(key, round));
    }

    private bool GoOn(TKey key, Round round)
    {
        lock (_gate)
        {
            if (round.Next is null)
                return !_rounds.Remove(key);
            (round.Now, round.Next) = (round.Next, null);
            return true;
        }
    }

    private static TaskCompletionSource<T> NewAnswer() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Round(TaskCompletionSource<T> now)
    {
        public TaskCompletionSource<T> Now { get; set; } = now;

        public TaskCompletionSource<T>? Next { get; set; }
    }
}
