namespace Futwork.Benchmarks.Voice.Callers;

/// <summary>What a sound of the caller is.</summary>
internal enum CallerSoundKind
{
    /// <summary>Said to the agent, to be answered; over the agent's voice it takes the floor.</summary>
    Turn,

    /// <summary>Said over the agent's voice to show that one listens.</summary>
    Backchannel,

    /// <summary>A cough, a sniffle, an "um".</summary>
    VocalTic,

    /// <summary>Said to somebody else.</summary>
    NonDirected,
}
