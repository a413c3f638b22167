using System.Globalization;
using Futwork.Realtime.Turns;
using Futwork.Realtime.Understanding;

namespace Futwork.Realtime.Conversation.Minds;

/// <summary>What a turn of the person does to a step that listens.</summary>
/// <param name="State">Where the flow stands after it.</param>
internal abstract record FlowAnswer(FlowState State)
{
    /// <summary>Leads to a step; null is the step's own way on.</summary>
    internal sealed record Goes(FlowState State, string? GoTo) : FlowAnswer(State);

    /// <summary>The step goes on listening.</summary>
    internal sealed record Stays(FlowState State, IReadOnlyList<Reply> Replies) : FlowAnswer(State);

    /// <summary>The step is said again.</summary>
    internal sealed record Again(FlowState State) : FlowAnswer(State);
}

/// <summary>Reads the person's turns for a step that listens: answers, answers that were read back, silence, what was not understood.</summary>
internal sealed class FlowAnswers(AgentDefinition agent, AgentTexts texts, PersonClock clock)
{
    /// <summary>So often a person may ask for time at one step. A telephone exchange says "please hold" without end.</summary>
    private const int MostWaits = 3;

    /// <summary>A yes or no to what was read back.</summary>
    private static readonly FlowListen IsItRight = new() { Yes = "yes", No = "no" };

    public Reply Listen(FlowListen listen) => new Reply.Listen(FlowExpectation.Of(listen, agent));

    public FlowAnswer Read(FlowState state, PersonTurn turn)
    {
        FlowListen listen = state.Step!.Listen!;
        return turn.Kind switch
        {
            PersonTurnKind.Words when LeadToOptOut(turn.Text, state) is { } answer => answer,
            PersonTurnKind.Words when state.Pending is { } pending => Confirmed(Answer.Read(turn.Text, IsItRight, clock), Corrected(turn.Text, listen.Slot, pending), pending, state),
            PersonTurnKind.Words => Understood(Answer.Read(turn.Text, listen, clock), state),
            PersonTurnKind.Keys => Understood(Answer.ReadKeys(turn.Text, listen), state),
            PersonTurnKind.Silence => Silent(state, turn.Silences),
            PersonTurnKind.Unclear => NotMatched(state),
            _ => new FlowAnswer.Again(state),
        };
    }

    /// <summary>
    /// Who asks never to be called again leaves whatever was going on. Who is asked whether they mean it, by the step that this leads to, means it. Null: they do not ask,
    /// or the flow leads nowhere then.
    /// </summary>
    private FlowAnswer.Goes? LeadToOptOut(string text, FlowState state)
    {
        if (Answer.OptOutStep(Words.Split(text), agent.Flow) is not { } goTo)
            return null;
        FlowState left = state with { Flow = null, Callers = [] };
        if (state.Flow is not null || state.Step!.Name != goTo)
            return new FlowAnswer.Goes(left, goTo);
        return state.Step!.Listen!.Yes is { } yes ? new FlowAnswer.Goes(left, yes) : null;
    }

    private FlowAnswer Understood(Meaning meaning, FlowState state) => meaning switch
    {
        Meaning.GoTo { Field: not null } to when state.Step!.Listen!.Slot!.Confirm => ReadBack(state, new PendingAnswer(to.Value!, to.Step)),
        Meaning.GoTo { Field: { } field } to => new FlowAnswer.Goes(state.With(field, to.Value!), to.Step),
        Meaning.GoTo to => new FlowAnswer.Goes(state, to.Step),
        _ when Excused(meaning, state) is { } again => new FlowAnswer.Again(again),
        _ => NotMatched(state),
    };

    /// <summary>Where the flow stands when the question is to be said again and counts for nothing; null when it is not.</summary>
    private static FlowState? Excused(Meaning meaning, FlowState state) => meaning switch
    {
        Meaning.Repeat { IsForTime: true } => state.Waits < MostWaits ? state with { Waits = state.Waits + 1 } : null,
        Meaning.Repeat => state,
        _ => null,
    };

    /// <summary>
    /// The answer once more without what says that the other was right or wrong: "no, 98 21 ..." is the number. Of a moment stays what is not named: "no, at five" and "ok, five"
    /// are on the same day, and "yes, tomorrow" is the same time.
    /// </summary>
    private Meaning Corrected(string text, FlowSlot? slot, PendingAnswer pending)
    {
        if (slot is null or { Kind: SlotType.Text or SlotType.Name })
            return new Meaning.Nothing();
        DateTime? known = slot.Kind is SlotType.Moment ? DateTime.ParseExact(pending.Value, CallbackTime.Kept, CultureInfo.InvariantCulture) : null;
        return Answer.Read(text, new FlowListen { Slot = slot }, clock, known);
    }

    private FlowAnswer Confirmed(Meaning said, Meaning corrected, PendingAnswer pending, FlowState state)
    {
        if (corrected is Meaning.GoTo { Value: { } value } && value != pending.Value)
            return ReadBack(state, pending with { Value = value });
        return said switch
        {
            Meaning.GoTo { Step: "yes" } => new FlowAnswer.Goes(state.With(state.Step!.Listen!.Slot!.Field, pending.Value), pending.GoTo),
            Meaning.GoTo => AskAnew(state),
            _ when Excused(said, state) is { } again => ReadBack(again, pending),
            _ => NotMatched(state),
        };
    }

    private FlowAnswer.Stays ReadBack(FlowState state, PendingAnswer answer)
    {
        FlowListen listen = state.Step!.Listen!;
        string text = texts.Phrases.ReadBack.Replace("{0}", answer.Value, StringComparison.Ordinal);
        return new FlowAnswer.Stays(state with { Pending = answer }, [new Reply.Say(text, agent.Turns.Interruptible), Listen(IsItRight with { Slot = listen.Slot })]);
    }

    private FlowAnswer AskAnew(FlowState state) =>
        state.NoMatches < state.Step!.Listen!.Retries ? NotMatched(state with { Pending = null }, texts.Phrases.OnceMore) : NotMatched(state with { Pending = null });

    /// <summary>Asks again, or, while an answer is read back, whether that is right: the step waits for a yes or no to it.</summary>
    private FlowAnswer NotMatched(FlowState state, string? prompt = null)
    {
        FlowListen listen = state.Step!.Listen!;
        if (state.NoMatches < listen.Retries)
        {
            FlowState again = state with { NoMatches = state.NoMatches + 1 };
            return again.Pending is { } pending
                ? ReadBack(again, pending)
                : new FlowAnswer.Stays(again, [texts.Say(prompt ?? listen.NoMatch ?? texts.Phrases.Sorry, again.Fields), Listen(listen)]);
        }

        return listen.GiveUp is { } giveUp
            ? new FlowAnswer.Goes(state, giveUp)
            : new FlowAnswer.Stays(state, [texts.Say(texts.Phrases.Goodbye), new Reply.End(ConversationEnd.FlowEnded, FlowEngine.CannotTell)]);
    }

    private FlowAnswer Silent(FlowState state, int silences)
    {
        FlowListen listen = state.Step!.Listen!;
        return silences > agent.Turns.SilencePrompts && listen.SilenceGoTo is { } goTo
            ? new FlowAnswer.Goes(state, goTo)
            : new FlowAnswer.Stays(state, texts.OnSilence(silences, listen.Silence, state.Fields));
    }
}
