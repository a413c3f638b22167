namespace Futwork.Benchmarks.Voice.Scoring;

/// <summary>What the person's sound holds besides a turn.</summary>
internal enum SoundEffect
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A cough, a sniffle, an "um".</summary>
    VocalTic,

    /// <summary>Speech that is not meant for the agent.</summary>
    NonDirected,
}

/// <summary>Who sounded within one tick of a call, as τ-voice records it.</summary>
/// <param name="User">The person spoke to the agent.</param>
/// <param name="Agent">The agent sounded.</param>
/// <param name="Backchannel">The person's stretch that begins here is a backchannel.</param>
/// <param name="Effect">What else the person's side held.</param>
internal readonly record struct Tick(bool User, bool Agent, bool Backchannel = false, SoundEffect Effect = SoundEffect.None);
