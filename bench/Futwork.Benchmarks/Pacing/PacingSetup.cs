using Futwork.Realtime.Speech;

namespace Futwork.Benchmarks.Pacing;

/// <summary>What a run is made of.</summary>
/// <param name="ConnectionString">A PostgreSQL database of its own, where there is more than one node.</param>
/// <param name="Nodes">How many nodes dial.</param>
/// <param name="PerSecond">The calls per second that the line takes, in the mean.</param>
/// <param name="Seconds">How long there is somebody to call.</param>
/// <param name="Ears">The recogniser of the agent, which nobody talks to.</param>
/// <param name="Mouth">The voice of the agent, which nobody hears.</param>
internal sealed record PacingSetup(string ConnectionString, int Nodes, int PerSecond, int Seconds, ISpeechToText Ears, ITextToSpeech Mouth)
{
    /// <summary>How the line counts, and what it does with calls.</summary>
    public PacingKind Kind { get; init; }

    /// <summary>Makes a line.</summary>
    public Func<LineAnswer, ILine> Line { get; init; } = answer => new SippLine(answer);

    /// <summary>The lines of the trunk, in the order of its gateways.</summary>
    public IReadOnlyList<LineAnswer> Answers => Kind switch
    {
        PacingKind.Reject => [LineAnswer.Resting],
        PacingKind.Failover => [LineAnswer.Refusing, LineAnswer.Busy],
        _ => [LineAnswer.Busy],
    };

    /// <summary>So many INVITEs at most within any time of that length.</summary>
    public (int Invites, TimeSpan Time) Limit =>
        Kind is PacingKind.Window ? (5 * PerSecond, TimeSpan.FromSeconds(5)) : (PerSecond, TimeSpan.FromSeconds(1));

    /// <summary>The trunk's <c>callsPerSecond</c>: with a rolling window, bursts twice as fast as its mean.</summary>
    public int CallsPerSecond => Kind is PacingKind.Window ? 2 * PerSecond : PerSecond;

    /// <summary>A call that its first gateway refuses goes on to the second.</summary>
    public int InvitesPerCall => Answers.Count;

    /// <summary>With a rolling window, one more than its windows hold: the last window is over with it.</summary>
    public int People => PerSecond * Seconds / InvitesPerCall + (Kind is PacingKind.Window ? 1 : 0);

    /// <summary>While the line rests nobody is called, so that this run is over when its time is.</summary>
    public bool IsTimed => Kind is PacingKind.Reject;
}

/// <summary>How a line counts, and what it does with calls.</summary>
internal enum PacingKind
{
    /// <summary>It takes so many in any second, evenly spaced.</summary>
    Spaced,

    /// <summary>It counts over a rolling window of five seconds.</summary>
    Window,

    /// <summary>It rejects one call in ten, and wants rest.</summary>
    Reject,

    /// <summary>Its first gateway rejects each call, its second takes them; it counts the INVITEs at both.</summary>
    Failover,
}
