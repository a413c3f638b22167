using Futwork.Realtime.Conversation.Understanding;

namespace Futwork.Realtime.Conversation.Minds;

/// <summary>Walks a flow: a state and a turn of the person give the next state and what to say. Pure.</summary>
internal sealed class FlowEngine(AgentDefinition agent, AgentTexts texts, DateOnly today)
{
    /// <summary>The disposition of a flow that gave up without naming a step for it.</summary>
    public const string CannotTell = "cannot tell";

    private readonly IReadOnlyList<FlowStep> _steps = agent.Flow!.Steps;

    public (FlowState State, IReadOnlyList<Reply> Replies) Answer(FlowState state, PersonTurn turn)
    {
        if (state.Step is not { Listen: { } listen } step)
            return Enter(_steps[0], state);
        return turn.Kind switch
        {
            PersonTurnKind.Words => Understood(Understanding.Answer.Read(turn.Text, listen, today), state, step),
            PersonTurnKind.Keys => Understood(Understanding.Answer.ReadKeys(turn.Text, listen), state, step),
            PersonTurnKind.Silence => Silent(state, step, turn.Silences),
            PersonTurnKind.Unclear => NotMatched(state, step),
            _ => Enter(step, state),
        };
    }

    private (FlowState State, IReadOnlyList<Reply> Replies) Understood(Meaning meaning, FlowState state, FlowStep step)
    {
        switch (meaning)
        {
            case Meaning.GoTo to:
                FlowState filled = to.Field is null ? state : state.With(to.Field, to.Value!);
                return Enter(Find(to.Step ?? step.Next), filled);
            case Meaning.Repeat:
                return Enter(step, state);
            default:
                return NotMatched(state, step);
        }
    }

    private (FlowState State, IReadOnlyList<Reply> Replies) NotMatched(FlowState state, FlowStep step)
    {
        FlowListen listen = step.Listen!;
        if (state.NoMatches < listen.Retries)
            return (state with { NoMatches = state.NoMatches + 1 }, [texts.Say(listen.NoMatch ?? texts.Phrases.Sorry, state.Fields), Listen(listen)]);
        return listen.GiveUp is { } giveUp
            ? Enter(Find(giveUp), state)
            : (state, [texts.Say(texts.Phrases.Goodbye), new Reply.End(ConversationEnd.AgentEnded, CannotTell)]);
    }

    private (FlowState State, IReadOnlyList<Reply> Replies) Silent(FlowState state, FlowStep step, int silences)
    {
        FlowListen listen = step.Listen!;
        return silences > agent.Turns.SilencePrompts && listen.SilenceGoTo is { } goTo
            ? Enter(Find(goTo), state)
            : (state, texts.OnSilence(silences, listen.Silence, state.Fields));
    }

    /// <summary>Says everything from a step on to the next one that listens or ends.</summary>
    private (FlowState State, IReadOnlyList<Reply> Replies) Enter(FlowStep? step, FlowState state)
    {
        var replies = new List<Reply>();
        for (int entered = 0; step is not null && entered <= _steps.Count; entered++)
        {
            if (step.Say is { Length: > 0 } say)
                replies.Add(new Reply.Say(texts.Fill(say, state.Fields), step.Interruptible ?? agent.Turns.Interruptible) { IsFixed = true });
            if (step.End is { } end)
                return (state, [.. replies, new Reply.End(ConversationEnd.AgentEnded, end.Disposition)]);
            if (step.Listen is { } listen)
                return (state with { Step = step, NoMatches = state.Step == step ? state.NoMatches : 0 }, [.. replies, Listen(listen)]);
            step = Find(step.Next);
        }

        return (state, [.. replies, new Reply.End(ConversationEnd.AgentEnded, null)]);
    }

    private Reply.Listen Listen(FlowListen listen) => new(FlowExpectation.Of(listen, agent.Listening.Words));

    private FlowStep? Find(string? name) => name is null ? null : _steps.FirstOrDefault(s => s.Name == name);
}
