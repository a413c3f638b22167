namespace Futwork.Data;

/// <summary>
/// Reads or writes for all who want the same at the same time: whoever comes while a round is under way shares the next one, so that a
/// node has one round of a key at a time, however many want it. Who comes alone waits for nobody.
/// </summary>
/// <param name="round">One transaction. Gives an answer to each, in their order; its exception is that of all who share it.</param>
/// <param name="most">The most who share a round; those who came first are the first.</param>
internal sealed class SharedBatch<TKey, TItem, TAnswer>(Func<TKey, IReadOnlyList<TItem>, Task<IReadOnlyList<TAnswer>>> round, int most = int.MaxValue)
    where TKey : notnull
{
    private readonly Lock _gate = new();

    // A key is here while a round of it is under way, with those who wait for the next ones.
    private readonly Dictionary<TKey, List<Waiting>> _waiting = [];

    public Task<TAnswer> JoinAsync(TKey key, TItem item)
    {
        var mine = new Waiting(item);
        lock (_gate)
        {
            if (_waiting.TryGetValue(key, out var waiting))
            {
                waiting.Add(mine);
                return mine.Answer.Task;
            }

            _waiting.Add(key, []);
        }

        _ = RunAsync(key, [mine]);
        return mine.Answer.Task;
    }

    private async Task RunAsync(TKey key, List<Waiting> together)
    {
        for (; together.Count > 0; together = Next(key))
        {
            try
            {
                var answers = await round(key, [.. together.Select(waiting => waiting.Item)]);
                foreach (var (index, waiting) in together.Index())
                    waiting.Answer.SetResult(answers[index]);
            }
            catch (Exception exception)
            {
                together.ForEach(waiting => waiting.Answer.TrySetException(exception));
            }
        }
    }

    private List<Waiting> Next(TKey key)
    {
        lock (_gate)
        {
            var waiting = _waiting[key];
            if (waiting.Count == 0)
                _waiting.Remove(key);
            var next = waiting.GetRange(0, Math.Min(most, waiting.Count));
            waiting.RemoveRange(0, next.Count);
            return next;
        }
    }

    private sealed record Waiting(TItem Item)
    {
        public TaskCompletionSource<TAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
