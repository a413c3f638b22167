namespace Futwork.Realtime.Engines;

/// <summary>
/// Asks one model after the other, the next whenever one has failed or the deadline passes without a word, until one of those
/// asked says something. Late ones run on beside their successor: whoever speaks first wins, the others are stopped.
/// </summary>
internal sealed class ModelRace(IEnumerable<ModelChoice> order, Func<ModelChoice, ModelAttempt> ask, TimeSpan deadline, TimeProvider time)
{
    private readonly List<ModelAttempt> _running = [];
    private Queue<ModelChoice> _waiting = new(order);
    private ModelAttempt? _wordless;
    private Exception? _failure;

    /// <summary>Told of each model that failed.</summary>
    public Action<ModelChoice, Exception> OnFailed { get; init; } = (_, _) => { };

    /// <summary>Told of each model that was still silent when another spoke, after its deadline.</summary>
    public Action<ModelChoice> OnLate { get; init; } = _ => { };

    /// <summary>The model that speaks, or else one that finished without a word; the caller ends it.</summary>
    /// <exception cref="Exception">All of them failed: what the first one threw that another try could mend, or else the last.</exception>
    public async Task<ModelAttempt> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (_waiting.TryDequeue(out ModelChoice? next))
                    _running.Add(ask(next));
                else if (_running.Count == 0)
                    return Take(_wordless) ?? throw _failure!;
                while (_running.Count > 0 && await NextAsync(cancellationToken) is { } begun)
                {
                    _running.Remove(begun);
                    if (await begun.Start is AttemptStart.Useful)
                        return Won(begun);
                    Drop(begun);
                }
            }
        }
        finally
        {
            foreach (ModelAttempt attempt in _running)
                _ = attempt.EndAsync();
            _ = _wordless?.EndAsync();
        }
    }

    /// <summary>The next one that has begun; null when the deadline passed first, and somebody else can be asked.</summary>
    private async Task<ModelAttempt?> NextAsync(CancellationToken cancellationToken)
    {
        Task<AttemptStart>[] starts = [.. _running.Select(a => a.Start)];
        if (_waiting.Count == 0)
        {
            await Task.WhenAny(starts);
        }
        else
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny([.. starts, Task.Delay(deadline, time, enough.Token)]);
            enough.Cancel();
        }

        cancellationToken.ThrowIfCancellationRequested();
        return _running.Find(a => a.Start.IsCompleted);
    }

    private ModelAttempt Won(ModelAttempt winner)
    {
        foreach (ModelAttempt late in _running)
            OnLate(late.Choice);
        return winner;
    }

    private void Drop(ModelAttempt attempt)
    {
        if (attempt.Failure is not { } failure)
        {
            _ = _wordless?.EndAsync();
            _wordless = attempt;
            return;
        }

        OnFailed(attempt.Choice, failure);
        _failure = _failure is null || IsLasting(_failure) ? failure : _failure;
        if (IsLasting(failure))
            _waiting = new Queue<ModelChoice>(_waiting.Where(c => c.Settings != attempt.Choice.Settings));
        _ = attempt.EndAsync();
    }

    private ModelAttempt? Take(ModelAttempt? attempt)
    {
        _wordless = null;
        return attempt;
    }

    /// <summary>Asking the same model at once would be of no use.</summary>
    private static bool IsLasting(Exception failure) => failure is ModelException model && (model.IsLasting || model.RetryAfter > TimeSpan.FromSeconds(1));
}
