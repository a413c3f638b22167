namespace Futwork.Realtime.Conversation.Answering;

/// <summary>
/// What each clue weighs, as the logarithm of odds. The rule behind the numbers: no clue that a person might give is enough for
/// <see cref="AnsweringVerdict.Certain"/> (2.94), not even all that cadence can tell; it takes words or tones of machines.
/// </summary>
internal static class AnsweringClues
{
    /// <summary>The probability from which a machine, or a person, is named at all.</summary>
    public const double Suspicion = 0.8;

    /// <summary>Said by assistants that screen calls; tells more than any voicemail they sound like.</summary>
    public const double Screening = 6;

    /// <summary>Said or sounded by machines only.</summary>
    public const double Unmistakable = 5;

    /// <summary>Seldom said by a person.</summary>
    public const double Strong = 2.5;

    /// <summary>Said by machines, and now and then by persons.</summary>
    public const double Weak = 1;

    /// <summary>A short greeting, then silence: a person waits for an answer.</summary>
    public const double ShortGreeting = 1.5;

    /// <summary>"Hello", "yes", "haan ji", and nothing else.</summary>
    public const double GreetingWord = 1.5;

    /// <summary>Each further time that the far end waited and then spoke; machines seldom do.</summary>
    public const double Turn = 0.7;

    /// <summary>The most that taking turns tells.</summary>
    public const double MostTurns = 2.8;

    /// <summary>Each second of a stretch beyond <see cref="LongStretch"/>.</summary>
    public const double Second = 0.25;

    /// <summary>The most that a long stretch tells: some people never pause.</summary>
    public const double MostSeconds = 1.75;

    /// <summary>A tone after speech as long as no person's greeting.</summary>
    public const double BeepAfterGreeting = 4;

    /// <summary>A tone after a sentence.</summary>
    public const double BeepAfterSentence = 2.5;

    /// <summary>A tone after a few words.</summary>
    public const double BeepAfterWords = 2;

    /// <summary>A tone by itself.</summary>
    public const double Beep = 1;

    /// <summary>The longest greeting that is short.</summary>
    public static readonly TimeSpan ShortStretch = TimeSpan.FromMilliseconds(2500);

    /// <summary>The longest stretch that is common among persons: a business greets for six seconds.</summary>
    public static readonly TimeSpan LongStretch = TimeSpan.FromSeconds(5);

    /// <summary>A stretch that is a greeting of a machine when a tone ends it, even if no word was understood.</summary>
    public static readonly TimeSpan MachineStretch = TimeSpan.FromMilliseconds(7200);

    /// <summary>How long after the answer clues are gathered: later, a beep or a phrase is part of a conversation.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(45);
}
