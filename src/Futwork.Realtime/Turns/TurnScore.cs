namespace Futwork.Realtime.Turns;

/// <summary>What in an answer tells whether it is over. The strongest cue decides.</summary>
internal enum TurnCue
{
    /// <summary>Speech was heard, no words yet.</summary>
    NoText,

    /// <summary>It asks for time: "hold on".</summary>
    Hold,

    /// <summary>A value is being dictated and is not complete.</summary>
    Dictating,

    /// <summary>It ends in a filler: "um".</summary>
    Filler,

    /// <summary>It ends in a conjunction: "and".</summary>
    Conjunction,

    /// <summary>It ends in a word that wants another: "my", "to", "is".</summary>
    Dangling,

    /// <summary>The last word was said twice: the person is looking for the next one.</summary>
    Stutter,

    /// <summary>The first half of a pair: "either" without "or".</summary>
    HalfPair,

    /// <summary>It ends in a word that mostly has another behind it: a verb that wants an object, an adjective, an adverb.</summary>
    Expecting,

    /// <summary>A clause that wants another: "if you call me".</summary>
    Subordinate,

    /// <summary>A short answer that may go on: "Delhi se", one name, one part of a date.</summary>
    MayGoOn,

    /// <summary>Nothing speaks against its being all.</summary>
    Plain,

    /// <summary>It ends as sentences end: "thank you", "hai", a question mark.</summary>
    Closed,

    /// <summary>It settles the question.</summary>
    Settled,

    /// <summary>The value asked for is complete.</summary>
    ValueComplete,

    /// <summary>The recogniser itself says that the turn is over.</summary>
    Signalled,
}

/// <summary>How likely it is, that a turn is over: 0 to 1.</summary>
/// <param name="Value">The score.</param>
/// <param name="Cue">Why.</param>
internal readonly record struct TurnScore(double Value, TurnCue Cue)
{
    /// <summary>From here on the shortest wait is enough.</summary>
    public const double Certain = 0.85;

    /// <summary>As likely over as not.</summary>
    public const double Even = 0.5;
    private const double AlmostCertain = 0.84;
    private const double Edge = 0.02;
    /// <summary>The score of a cue. Tuned on the tuning sentences of <c>bench ... turns</c>.</summary>
    public static TurnScore Of(TurnCue cue) => new(
        cue switch
        {
            TurnCue.Hold => 0.02,
            TurnCue.Dictating => 0.06,
            TurnCue.Filler => 0.08,
            TurnCue.Conjunction => 0.1,
            TurnCue.Dangling => 0.14,
            TurnCue.Stutter => 0.2,
            TurnCue.HalfPair => 0.25,
            TurnCue.Expecting => 0.3,
            TurnCue.Subordinate => 0.4,
            TurnCue.NoText or TurnCue.MayGoOn => 0.5,
            TurnCue.Plain => 0.7,
            TurnCue.Closed => 0.85,
            TurnCue.Settled => 0.95,
            _ => 0.97,
        },
        cue);

    /// <summary>The log odds that the turn is over.</summary>
    public double LogOdds => LogOddsOf(Value);

    /// <summary>The log odds of a score, bounded at 0 and 1.</summary>
    public static double LogOddsOf(double score) => Math.Log((score + Edge) / (1 + Edge - score));

    /// <summary>Other signs count too: nothing moves what was asked for, what was said outright, and what has no words yet.</summary>
    public bool IsPlain => Cue is not (TurnCue.NoText or TurnCue.Hold or TurnCue.Dictating or TurnCue.Settled or TurnCue.ValueComplete or TurnCue.Signalled);

    /// <summary>The score of these log odds, never a certain one.</summary>
    public TurnScore WithLogOdds(double logOdds) => this with { Value = Math.Min(1 / (1 + Math.Exp(-logOdds)), AlmostCertain) };
}
