using Microsoft.Extensions.AI;

namespace Futwork.Realtime.Engines;

/// <summary>What became of one request to one model, up to the first thing that is of use.</summary>
internal enum AttemptStart
{
    /// <summary>It says something, or calls a tool.</summary>
    Useful,

    /// <summary>It finished without a word.</summary>
    Empty,

    /// <summary>It failed.</summary>
    Failed,
}

/// <summary>One request to one model, which runs beside others until one of them says something.</summary>
internal sealed class ModelAttempt
{
    private readonly CancellationTokenSource _stop;
    private readonly IAsyncEnumerator<ChatResponseUpdate> _updates;
    private readonly List<ChatResponseUpdate> _before = [];
    private ChatResponseUpdate? _first;

    public ModelAttempt(ModelChoice choice, IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        Choice = choice;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _updates = choice.Client.GetStreamingResponseAsync(messages, choice.Own(options), _stop.Token).GetAsyncEnumerator(_stop.Token);
        Start = StartAsync();
    }

    public ModelChoice Choice { get; }

    /// <summary>How it began; never faults.</summary>
    public Task<AttemptStart> Start { get; }

    /// <summary>Why it failed to begin.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Everything it says, once it has begun.</summary>
    /// <exception cref="ModelException">The answer broke off.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> RestAsync()
    {
        foreach (ChatResponseUpdate update in _before)
            yield return update;
        if (_first is null)
            yield break;
        yield return _first;
        while (await _updates.MoveNextAsync())
            yield return _updates.Current;
    }

    /// <summary>Stops it, and frees it once it has stopped.</summary>
    public async Task EndAsync()
    {
        _stop.Cancel();
        await Start;
        try
        {
            await _updates.DisposeAsync();
        }
        catch (Exception)
        {
            // Nobody waits for its answer any more.
        }

        _stop.Dispose();
    }

    private async Task<AttemptStart> StartAsync()
    {
        try
        {
            while (await _updates.MoveNextAsync())
            {
                if (IsUseful(_updates.Current))
                {
                    _first = _updates.Current;
                    return AttemptStart.Useful;
                }

                _before.Add(_updates.Current);
            }

            return AttemptStart.Empty;
        }
        // Whatever a vendor throws, another model may answer.
        catch (Exception e)
        {
            Failure = e;
            return AttemptStart.Failed;
        }
    }

    private static bool IsUseful(ChatResponseUpdate update) =>
        update.Contents.Any(c => c is FunctionCallContent || (c is TextContent text && text.Text.Any(char.IsLetterOrDigit)));
}
