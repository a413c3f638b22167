namespace Futwork.Realtime.Conversation.Minds;

/// <summary>Walks a flow: a state and a turn of the person give the next state and what to say. Pure, but for the clock.</summary>
/// <param name="agent">Whose flow.</param>
/// <param name="texts">The agent's texts.</param>
/// <param name="clock">The person's clock.</param>
internal sealed class FlowEngine(AgentDefinition agent, AgentTexts texts, PersonClock clock)
{
    /// <summary>The disposition of a flow that gave up without naming a step for it.</summary>
    public const string CannotTell = "cannot tell";

    private const int MostStepsAtOnce = 500;

    private readonly FlowAnswers _answers = new(agent, texts, clock);

    private Flow Flow => agent.Flow!;

    public (FlowState State, IReadOnlyList<Reply> Replies) Answer(FlowState state, PersonTurn turn)
    {
        if (state.Step is not { } step)
            return Enter(Flow.Steps[0], state);
        if (step.Listen is null)
            return Enter(step, state);
        return _answers.Read(state, turn) switch
        {
            FlowAnswer.Stays stays => (stays.State, stays.Replies),
            FlowAnswer.Goes goes when goes.GoTo is { } target => Enter(Find(target, goes.State.Flow), goes.State),
            FlowAnswer.Goes goes => GoOn(step, goes.State),
            var again => Enter(step, again.State),
        };
    }

    /// <summary>The model has done what the step handed it.</summary>
    public (FlowState State, IReadOnlyList<Reply> Replies) Done(FlowState state, IReadOnlyList<KeyValuePair<string, string>> learnt)
    {
        FlowStep step = state.Step!;
        FlowState filled = learnt.Aggregate(state, (s, field) => s.With(field.Key, field.Value));
        return step.Talk!.Next is { } next ? Enter(Find(next, state.Flow), filled) : GoOn(step, filled);
    }

    /// <summary>The turns of the talk are used up.</summary>
    public (FlowState State, IReadOnlyList<Reply> Replies) GiveUp(FlowState state) =>
        state.Step!.Talk!.GiveUp is { } giveUp ? Enter(Find(giveUp, state.Flow), state) : Done(state, []);

    /// <summary>Takes a step's own way on.</summary>
    private (FlowState State, IReadOnlyList<Reply> Replies) GoOn(FlowStep step, FlowState state) => Enter(Next(step, state), state);

    /// <summary>Says everything from a step on to the next one that listens, talks or ends.</summary>
    private (FlowState State, IReadOnlyList<Reply> Replies) Enter(FlowStep? step, FlowState state)
    {
        var replies = new List<Reply>();
        FlowStep? before = state.Step;
        state = state with { Pending = null };
        for (int entered = 0; step is not null && entered < MostStepsAtOnce; entered++)
        {
            state = Noted(step, state);
            if (step.Say is { Length: > 0 } say)
                replies.Add(new Reply.Say(texts.Fill(say, state.Fields), step.Interruptible ?? agent.Turns.Interruptible) { IsFixed = true, MustComplete = step.MustComplete });
            if (step.End is { } end)
                return (state, [.. replies, new Reply.End(ConversationEnd.FlowEnded, end.Disposition)]);
            if (step.Listen is { } listen)
                return (before == step ? state : state with { Step = step, NoMatches = 0, Waits = 0 }, [.. replies, _answers.Listen(listen)]);
            if (step.Talk is not null)
                return (state with { Step = step, TalkTurns = 0 }, replies);
            (step, state) = Follow(step!, state);
        }

        return (state, [.. replies, new Reply.End(ConversationEnd.FlowEnded, null)]);
    }

    /// <summary>What the person wishes by being led to a step. Who has said nothing has not asked for anything.</summary>
    private FlowState Noted(FlowStep step, FlowState state) => state with
    {
        OptedOut = state.OptedOut || (step.OptOut && state.HasSpoken),
        Callback = (step.Callback is { } callback ? FlowCallbacks.Of(callback, state, texts, clock) : null) ?? state.Callback,
    };

    /// <summary>The step after one that only speaks, calls or returns.</summary>
    private (FlowStep? Step, FlowState State) Follow(FlowStep step, FlowState state)
    {
        if (step.Call is { } call)
            return (Flow.Flows[call].Steps[0], state with { Flow = call, Callers = [.. state.Callers, new FlowCaller(state.Flow, step)] });
        if (!step.Return || state.Callers is not [.., var caller])
            return (Next(step, state), state);
        FlowState back = state with { Flow = caller.Flow, Callers = [.. state.Callers.SkipLast(1)] };
        return (Next(caller.Step, back), back);
    }

    private FlowStep? Next(FlowStep step, FlowState state)
    {
        string? Known(string name) => state.Field(name) ?? texts.Variables.GetValueOrDefault(name);
        FlowBranch? branch = step.Branches.FirstOrDefault(b => FlowConditions.Holds(b.If, Known, text => texts.Fill(text, state.Fields)));
        return Find(branch?.GoTo ?? step.Next, state.Flow);
    }

    private FlowStep? Find(string? name, string? flow) =>
        name is null ? null : (flow is null ? Flow.Steps : Flow.Flows[flow].Steps).FirstOrDefault(s => s.Name == name);
}
