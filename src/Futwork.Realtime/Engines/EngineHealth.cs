using System.Collections.Concurrent;

namespace Futwork.Realtime.Engines;

/// <summary>
/// What this node remembers of engines that just failed, so that not every turn of every call pays for it again: they are asked
/// last for a while.
/// </summary>
public sealed class EngineHealth(TimeProvider time)
{
    /// <summary>How long a failure is remembered.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestMemory = TimeSpan.FromMinutes(2);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _avoidedUntil = new(StringComparer.Ordinal);

    /// <summary>The choices in the order in which to ask them: as they stand, but those that just failed last.</summary>
    internal IEnumerable<T> Order<T>(IEnumerable<T> choices)
        where T : IEngineChoice => choices.OrderBy(choice => Avoided(choice.Key)).ToArray();

    /// <summary>It failed or was late.</summary>
    /// <param name="key">The engine.</param>
    /// <param name="wait">How long it asks us to wait, if it does.</param>
    internal void Failed(string key, TimeSpan? wait = null)
    {
        TimeSpan memory = wait is { } asked && asked > Memory ? asked : Memory;
        _avoidedUntil[key] = time.GetUtcNow() + (memory < LongestMemory ? memory : LongestMemory);
    }

    /// <summary>It answered in time.</summary>
    internal void Worked(string key) => _avoidedUntil.TryRemove(key, out _);

    private DateTimeOffset Avoided(string key) =>
        _avoidedUntil.TryGetValue(key, out DateTimeOffset until) && until > time.GetUtcNow() ? until : DateTimeOffset.MinValue;
}

/// <summary>One of several engines that can do the same.</summary>
internal interface IEngineChoice
{
    /// <summary>The engine, its address and model: what fails together has the same key.</summary>
    string Key { get; }
}
