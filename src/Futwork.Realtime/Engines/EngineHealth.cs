using System.Collections.Concurrent;
using Futwork.Realtime.Metering;
using Futwork.Realtime.Speech;

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
    private readonly ConcurrentDictionary<object, DateTimeOffset> _avoidedUntil = new();

    /// <summary>The choices in the order in which to ask them: as they stand, but those that just failed last.</summary>
    internal IEnumerable<T> Order<T>(IEnumerable<T> choices)
        where T : IEngineChoice => choices.OrderBy(choice => Avoided(choice.Key)).ToArray();

    /// <summary>Asks one after the other, in that order, until one answers.</summary>
    /// <param name="choices">Who can be asked.</param>
    /// <param name="ask">Asks one.</param>
    /// <param name="failed">Told of each that failed.</param>
    /// <param name="cancellationToken">Nobody wants the answer any more.</param>
    /// <exception cref="Exception">None did: what the first one threw.</exception>
    internal async Task<(T Choice, TResult Result)> FirstAsync<T, TResult>(
        IEnumerable<T> choices, Func<T, Task<TResult>> ask, Action<T, Exception> failed, CancellationToken cancellationToken)
        where T : IEngineChoice
    {
        Exception? failure = null;
        foreach (T choice in Order(choices))
        {
            try
            {
                return (choice, await ask(choice));
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                failed(choice, e);
                failure ??= e;
            }
        }

        throw failure!;
    }

    /// <summary>It failed, which is counted; without an exception it was late.</summary>
    internal void Failed(IEngineChoice choice, Exception? failure = null)
    {
        choice.Counter?.AddFailure();
        TimeSpan? wait = failure switch { SpeechException speech => speech.RetryAfter, ModelException model => model.RetryAfter, _ => null };
        TimeSpan memory = wait is { } asked && asked > Memory ? asked : Memory;
        DateTimeOffset now = time.GetUtcNow();
        Forget(now);
        _avoidedUntil[choice.Key] = now + (memory < LongestMemory ? memory : LongestMemory);
    }

    /// <summary>It answered in time.</summary>
    internal void Worked(IEngineChoice choice) => _avoidedUntil.TryRemove(choice.Key, out _);

    // Else there would be one for each account that ever failed here.
    private void Forget(DateTimeOffset now)
    {
        foreach (KeyValuePair<object, DateTimeOffset> avoided in _avoidedUntil.Where(avoided => avoided.Value <= now))
            _avoidedUntil.TryRemove(avoided);
    }

    private DateTimeOffset Avoided(object key) =>
        _avoidedUntil.TryGetValue(key, out DateTimeOffset until) && until > time.GetUtcNow() ? until : DateTimeOffset.MinValue;
}

/// <summary>One of several engines that can do the same.</summary>
internal interface IEngineChoice
{
    /// <summary>
    /// The engine, its address, model and voice, and by whose account: what fails together has an equal key. One customer's wrong key, or quota that is used up, is no
    /// reason to give another one their second choice.
    /// </summary>
    object Key { get; }

    /// <summary>Where its failures are counted.</summary>
    UsageCounter? Counter { get; }
}
