namespace Futwork.Realtime.Conversation.Machine;

/// <summary>How far the end of the call has come.</summary>
internal enum CallPhase
{
    /// <summary>Talking.</summary>
    Talking,

    /// <summary>The goodbye is being said.</summary>
    Draining,

    /// <summary>The leg is being hung up.</summary>
    HangingUp,

    /// <summary>The leg is over; the last words are being gathered.</summary>
    Gathering,

    /// <summary>Everything is final.</summary>
    Over,
}

/// <summary>
/// The one owner of the call's end: goodbye, hang-up, last words, in this order and never backwards, each bounded in time.
/// The first reason holds, except that a person who hangs up during the goodbye has hung up.
/// </summary>
internal sealed class CallEnd
{
    /// <summary>The far end still plays what was sent last.</summary>
    public static readonly TimeSpan LastSound = TimeSpan.FromMilliseconds(200);

    /// <summary>How long the recogniser may take for the last words.</summary>
    public static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(400);

    /// <summary>How long the leg may take to end.</summary>
    public static readonly TimeSpan LegTimeout = TimeSpan.FromSeconds(5);

    public CallPhase Phase { get; private set; }

    public ConversationEnd Why { get; private set; }

    public string? Disposition { get; private set; }

    /// <summary>When the leg was over.</summary>
    public TimeSpan At { get; private set; }

    /// <summary>When the phase ends at the latest; null while talking or draining.</summary>
    public TimeSpan? Due { get; private set; }

    /// <summary>Say what there is to say, then hang up.</summary>
    public void Drain(ConversationEnd why, string? disposition)
    {
        if (Phase is CallPhase.Talking)
            (Phase, Why, Disposition) = (CallPhase.Draining, why, disposition);
    }

    /// <summary>The goodbye was heard at <paramref name="at"/>: hang up a moment later.</summary>
    public void Drained(TimeSpan at)
    {
        if (Phase is CallPhase.Draining)
            Due ??= at + LastSound;
    }

    /// <summary>Hang up now.</summary>
    /// <returns>False when that has been done already.</returns>
    public bool HangUp(ConversationEnd why, TimeSpan now)
    {
        if (Phase > CallPhase.Draining)
            return false;
        Why = Phase is CallPhase.Talking ? why : Why;
        (Phase, Due) = (CallPhase.HangingUp, now + LegTimeout);
        return true;
    }

    /// <summary>The leg is over, whoever ended it.</summary>
    /// <returns>False when that is known already.</returns>
    public bool LegOver(ConversationEnd why, TimeSpan now)
    {
        if (Phase > CallPhase.HangingUp)
            return false;
        Why = Phase is CallPhase.HangingUp ? Why : why;
        (Phase, At, Due) = (CallPhase.Gathering, now, now + LastWords);
        return true;
    }

    /// <summary>The person was handed over; that they left our leg for it is no hang-up.</summary>
    public void Transferred(bool succeeded) =>
        Why = succeeded && Phase is CallPhase.Gathering && Why is ConversationEnd.PersonHungUp ? ConversationEnd.Transferred : Why;

    /// <summary>Everything is final.</summary>
    public void Finish() => (Phase, Due) = (CallPhase.Over, null);
}
