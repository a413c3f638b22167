using System.Threading.Channels;
using Futwork.Realtime.Conversation.Machine;
using Futwork.Realtime.Conversation.Minds;
using Futwork.Realtime.Speech;
using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Conversation;

/// <summary>Asks the mind, one turn at a time, and passes its replies on piece by piece.</summary>
internal sealed class Thinking(IMind mind, ChannelWriter<ConversationInput> inputs, Guid callId, ILogger logger) : IDisposable
{
    private readonly List<Reply> _opening = [];
    private CancellationTokenSource _cancel = new();
    private TaskCompletionSource? _ahead;

    /// <summary>Thinks of the opening ahead of time.</summary>
    /// <exception cref="SpeechException">The model failed.</exception>
    public async Task<IReadOnlyList<Reply>> PrepareOpeningAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (Reply reply in mind.ReplyAsync(new PersonTurn(PersonTurnKind.Answered), cancellationToken))
                _opening.Add(reply);
            return _opening;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new SpeechException($"The model could not begin the conversation: {e.Message}", e);
        }
    }

    /// <summary>Thinks of a reply; one that is being thought of is dropped.</summary>
    /// <param name="isAhead">The turn is only likely to be over: <see cref="Commit"/> tells when it is certain.</param>
    public Task AskAsync(int replyId, PersonTurn turn, bool isAhead)
    {
        Stop();
        if (isAhead)
        {
            _ahead = new TaskCompletionSource();
            turn = turn with { Committed = _ahead.Task };
        }

        if (turn.Kind is not PersonTurnKind.Answered)
            return ReplyAsync(replyId, turn, _cancel.Token);
        foreach (Reply reply in _opening)
            inputs.TryWrite(new ConversationInput.Replied(replyId, reply));
        inputs.TryWrite(new ConversationInput.ReplyEnded(replyId));
        return Task.CompletedTask;
    }

    /// <summary>The turn that is being thought of ahead is certain.</summary>
    public void Commit() => _ahead?.TrySetResult();

    /// <summary>Drops what is being thought of.</summary>
    public void Stop()
    {
        _ahead?.TrySetCanceled();
        _ahead = null;
        _cancel.Cancel();
        _cancel.Dispose();
        _cancel = new CancellationTokenSource();
    }

    public void Dispose()
    {
        _cancel.Cancel();
        _cancel.Dispose();
    }

    private async Task ReplyAsync(int replyId, PersonTurn turn, CancellationToken cancelled)
    {
        try
        {
            await foreach (Reply reply in mind.ReplyAsync(turn, cancelled))
                inputs.TryWrite(new ConversationInput.Replied(replyId, reply));
            inputs.TryWrite(new ConversationInput.ReplyEnded(replyId));
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            inputs.TryWrite(new ConversationInput.ReplyEnded(replyId));
        }
        // Whatever a model's client throws, the conversation must end in order.
        catch (Exception e)
        {
            logger.ModelFailed(e, callId);
            inputs.TryWrite(new ConversationInput.EngineFailed(ConversationEnd.ModelFailed) { ReplyId = replyId });
        }
    }
}
