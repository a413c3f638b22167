using Futwork.Realtime.Understanding;

namespace Futwork.Realtime.Turns.Languages;

/// <summary>A language as turn-taking knows it: its words, and how long its speakers pause.</summary>
internal sealed record TurnLanguage(string Name, TurnWords Words)
{
    private static readonly TurnWeights EnglishWeights = new(Bias: 0.88, Cue: 0.2, Melody: 0.5, Ends: 0.4, Time: 0.85, Count: 2.4);
    private const double EnglishSteepness = 0.8;
    private static readonly TurnWeights HindiWeights = new(Bias: 0.2, Cue: 0.25, Melody: 1.2, Ends: 0, Time: 1.6, Count: 1);

    /// <summary>English of people who speak nothing else on the phone.</summary>
    public static readonly TurnLanguage English = new("English", EnglishWords.All) { Ends = SentenceEnds.English, Weights = EnglishWeights, Steepness = EnglishSteepness };

    /// <summary>Hindi; English words are mixed in all the same, in either script.</summary>
    public static readonly TurnLanguage Hindi = new("Hindi", HindiWords.Devanagari + HindiWords.Latin + EnglishWords.All) { Weights = HindiWeights };

    /// <summary>English and Hindi in one sentence, as people in India talk: <c>en-IN</c>, <c>hi-Latn</c>.</summary>
    public static readonly TurnLanguage Hinglish = new("Hinglish", EnglishWords.All + HindiWords.Latin + HindiWords.Devanagari) { Ends = SentenceEnds.English, Weights = EnglishWeights, Steepness = EnglishSteepness };

    /// <summary>Any other language: only what people everywhere say.</summary>
    public static readonly TurnLanguage General = new("general", new TurnWords
    {
        Fillers = PhraseSet.Of("um, umm, uh, uhh, uhm, er, erm, eh, ehm, hmm, hm, mm, mmm, aah"),
        Backchannels = PhraseSet.Of("mm, mhm, mm hmm, hm, hmm, uh huh, aha, ok, okay"),
        PickUp = PhraseSet.Of("hello, hallo, alo, allo, hola, pronto, hi"),
    });

    /// <summary>After which words its sentences end; null when that is not known.</summary>
    public SentenceEnds? Ends { get; init; }

    /// <summary>What each sign of an end is worth in it.</summary>
    public TurnWeights Weights { get; init; } = HindiWeights;

    /// <summary>How fast the wait changes with the log odds of an end: pauses that outlast others by much need the more.</summary>
    public double Steepness { get; init; } = 0.6;

    /// <summary>The language of a BCP 47 tag.</summary>
    public static TurnLanguage Of(string tag) => tag.ToUpperInvariant().Split('-') switch
    {
        ["EN", .., "IN"] or ["HI", "LATN", ..] => Hinglish,
        ["EN", ..] => English,
        ["HI", ..] => Hindi,
        _ => General,
    };
}
