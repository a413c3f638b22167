using System.Runtime.CompilerServices;

namespace Futwork.Realtime.Conversation.Minds;

/// <summary>A mind that follows written steps, and lets a model talk where a step says so.</summary>
/// <param name="engine">Walks the steps.</param>
/// <param name="texts">The agent's texts.</param>
/// <param name="agent">The agent.</param>
/// <param name="model">The model; null when no step needs one.</param>
/// <param name="optedOut">Told that the person asked never to be called again; null tells nobody.</param>
internal sealed class FlowMind(FlowEngine engine, AgentTexts texts, AgentDefinition agent, ModelTalk? model, Action? optedOut) : IMind
{
    private const int MostStepsOfTalkAtOnce = 5;

    private readonly Lock _gate = new();
    private FlowState _state = FlowState.Start;
    private FlowState _before = FlowState.Start;

    /// <summary>The person has asked never to be called again, by all that is known.</summary>
    private bool _asked;
    private bool _told;

    public MindRecord Record
    {
        get
        {
            MindRecord record = model?.Record ?? new MindRecord();
            bool isLater = record.Callback is not null && !ReferenceEquals(record.Callback, _state.Replaced);
            return record with { Fields = _state.Fields, Callback = isLater ? record.Callback : _state.Callback, OptedOut = _asked || record.OptedOut };
        }
    }

    public bool ThinksAhead => _state.Step?.Talk is { } talk && _state.TalkTurns < talk.MaxTurns;

    public IAsyncEnumerable<Reply> ReplyAsync(PersonTurn turn, CancellationToken cancellationToken)
    {
        TellOptOut();
        lock (_gate)
        {
            _before = _state;
            _state = _state with { HasSpoken = _state.HasSpoken || turn.Kind is PersonTurnKind.Words or PersonTurnKind.Keys };
        }

        _asked = _state.OptedOut;
        if (_state.Step?.Talk is not { } talk)
            return GoAsync(engine.Answer(_state, turn), turn, cancellationToken);
        if (Written(turn) is { } written)
        {
            model!.Witness(turn);
            return GoAsync((_state, written), null, cancellationToken);
        }

        return _state.TalkTurns >= talk.MaxTurns
            ? GoAsync(engine.GiveUp(_state), turn, cancellationToken)
            : TalkAsync(_state with { TalkTurns = _state.TalkTurns + 1 }, turn, "", 0, cancellationToken);
    }

    public void Heard(string text, bool interrupted)
    {
        TellOptOut();
        model?.Heard(text, interrupted);
    }

    /// <summary>Who has asked never to be called again, and hangs up over the reply, has asked: that goes only with the turn in which their words come again.</summary>
    public void Retract()
    {
        lock (_gate)
            _state = _before;
        model?.Retract();
    }

    public void Reword(string said, string instead) => model?.Reword(said, instead);

    /// <summary>What needs no model, even while it talks.</summary>
    private IReadOnlyList<Reply>? Written(PersonTurn turn) => turn.Kind switch
    {
        PersonTurnKind.Silence => texts.OnSilence(turn.Silences),
        PersonTurnKind.Unclear => [texts.Say(texts.Phrases.Sorry)],
        _ => null,
    };

    /// <summary>Says what the flow says, then lets the model talk if the flow has come to such a step.</summary>
    /// <param name="move">Where the flow goes.</param>
    /// <param name="turn">The turn that the model has not seen yet; null when it has.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="talks">How many steps of talk this turn has passed.</param>
    private async IAsyncEnumerable<Reply> GoAsync(
        (FlowState State, IReadOnlyList<Reply> Replies) move, PersonTurn? turn, [EnumeratorCancellation] CancellationToken cancellationToken, int talks = 0)
    {
        Come(ReferenceEquals(move.State.Callback, _state.Callback) ? move.State : move.State with { Replaced = model?.Record.Callback }, cancellationToken);
        _asked = _state.OptedOut;
        bool begins = _state.Step?.Talk is not null && (turn is not null || talks > 0) && move.Replies is not [.., Reply.End];
        if (turn is not null && !begins)
            model?.Witness(turn);
        foreach (Reply reply in move.Replies)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return reply;
        }

        if (!begins || talks >= MostStepsOfTalkAtOnce)
            yield break;
        yield return PromptMind.Listen(agent);
        string said = string.Join(' ', move.Replies.OfType<Reply.Say>().Select(s => s.Text));
        await foreach (Reply reply in TalkAsync(_state, turn, said, talks, cancellationToken))
            yield return reply;
    }

    /// <summary>The flow has come to this, unless its reply was dropped meanwhile: a model may end on a thread of its own while that is taken back.</summary>
    private void Come(FlowState state, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _state = state;
        }
    }

    /// <summary>It is told once it is certain: the reply to it was heard, or the next turn has come. Until then more words may change what was meant: "do not call me", "before six".</summary>
    private void TellOptOut()
    {
        if (_told || !_state.OptedOut)
            return;
        _told = true;
        optedOut?.Invoke();
    }

    private async IAsyncEnumerable<Reply> TalkAsync(FlowState state, PersonTurn? turn, string said, int talks, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Come(state, cancellationToken);
        await foreach (Reply reply in model!.ReplyAsync(turn, FlowTask.Of(state, texts, said), cancellationToken))
        {
            if (reply is not Reply.HandBack back)
            {
                yield return reply;
                continue;
            }

            await foreach (Reply next in GoAsync(engine.Done(state, back.Fields), null, cancellationToken, talks + 1))
                yield return next;
            yield break;
        }
    }
}
