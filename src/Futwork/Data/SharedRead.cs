namespace Futwork.Data;

/// <summary>
/// Asks the database once for all who ask the same thing at the same time. Nobody gets an answer that was read before they asked: whoever comes
/// while a read is under way shares the next one.
/// </summary>
internal sealed class SharedRead<TKey, T>(Func<TKey, Task<T>> read)
    where TKey : notnull
{
    private readonly SharedBatch<TKey, ValueTuple, T> _reads = new(async (key, asked) =>
    {
        // SQLite answers on the thread that asks, and whoever came first shall not read for those who came later.
        await Task.Yield();
        var answer = await read(key);
        return [.. asked.Select(_ => answer)];
    });

    public Task<T> ReadAsync(TKey key) => _reads.JoinAsync(key, default);
}
