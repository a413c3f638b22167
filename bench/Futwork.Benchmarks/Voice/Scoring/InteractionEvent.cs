namespace Futwork.Benchmarks.Voice.Scoring;

/// <summary>What an interaction event tells about the agent.</summary>
internal enum InteractionKind
{
    /// <summary>A turn of the person: right when it was answered.</summary>
    Response,

    /// <summary>The person took the floor: right when the agent let go of it.</summary>
    Yield,

    /// <summary>A backchannel: right when the agent talked on.</summary>
    Backchannel,

    /// <summary>A vocal tic: right when the agent took no notice.</summary>
    VocalTic,

    /// <summary>Speech for somebody else: right when the agent took no notice.</summary>
    NonDirected,

    /// <summary>The agent began to sound while the person spoke: never right.</summary>
    AgentInterrupts,
}

/// <summary>Something that happened between the two sides of a call.</summary>
/// <param name="Kind">What.</param>
/// <param name="IsRight">The agent did what it should.</param>
/// <param name="Tick">When it began.</param>
/// <param name="Seconds">How long the agent took, for responses and yields.</param>
internal readonly record struct InteractionEvent(InteractionKind Kind, bool IsRight, int Tick, double? Seconds = null);
