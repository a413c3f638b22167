namespace Futwork.Data;

/// <summary>
/// Writes for all who want the same thing written at the same time: whoever comes while a write is under way shares the next one, so that a
/// node has one write of a key at a time, however many want it. Who comes alone waits for nobody.
/// </summary>
/// <param name="write">One transaction. Gives an answer to each, in their order; its exception is that of all who share it.</param>
internal sealed class SharedWrite<TKey, TItem, TAnswer>(Func<TKey, IReadOnlyList<TItem>, Task<IReadOnlyList<TAnswer>>> write)
    where TKey : notnull
{
    private readonly Lock _gate = new();

    // A key is here while a write of it is under way, with those who wait for the next one.
    private readonly Dictionary<TKey, List<Waiting>> _waiting = [];

    public Task<TAnswer> WriteAsync(TKey key, TItem item)
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

    private async Task RunAsync(TKey key, List<Waiting> round)
    {
        for (; round.Count > 0; round = Next(key))
        {
            try
            {
                var answers = await write(key, [.. round.Select(waiting => waiting.Item)]);
                foreach (var (index, waiting) in round.Index())
                    waiting.Answer.SetResult(answers[index]);
            }
            catch (Exception exception)
            {
                round.ForEach(waiting => waiting.Answer.TrySetException(exception));
            }
        }
    }

    private List<Waiting> Next(TKey key)
    {
        lock (_gate)
        {
            var next = _waiting[key];
            if (next.Count == 0)
                _waiting.Remove(key);
            else
                _waiting[key] = [];
            return next;
        }
    }

    private sealed record Waiting(TItem Item)
    {
        public TaskCompletionSource<TAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
