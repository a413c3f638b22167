using Futwork.Realtime.Turns.Languages;
using Futwork.Realtime.Understanding;

namespace Futwork.Realtime.Turns;

/// <summary>The times by which turns are taken, and the words that decide.</summary>
internal sealed record TurnPolicy
{
    /// <summary>The language of the call.</summary>
    public TurnLanguage Language { get; init; } = TurnLanguage.Hinglish;

    /// <summary>The score from which an answer counts as complete, 0 to 1.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>Silence after an answer that already settles the question.</summary>
    public TimeSpan Settled { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Silence after an answer that sounds complete: its score is at or above the threshold.</summary>
    public TimeSpan ActionDelay { get; init; } = TimeSpan.FromMilliseconds(600);

    /// <summary>Silence after an answer that trails off: its score is below the threshold.</summary>
    public TimeSpan Unfinished { get; init; } = TimeSpan.FromMilliseconds(1500);

    /// <summary>The longest silence after speech, whatever the words say.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMilliseconds(4000);

    /// <summary>What each sign of an end is worth: the language's.</summary>
    public TurnWeights Weights { get => field ?? Language.Weights; init; }

    /// <summary>How fast the wait falls as an end gets likelier, and grows as it gets less likely: per unit of log odds, on a log scale; the language's.</summary>
    public double Steepness { get => double.IsNaN(field) ? Language.Steepness : field; init; } = double.NaN;

    /// <summary>The caller's own pauses move the waits.</summary>
    public bool LearnPauses { get; init; } = true;

    /// <summary>The longest turn.</summary>
    public TimeSpan MaxTurn { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How long the recogniser may take to send its last words after the end of speech: its 99th percentile. Then the turn goes with what is there.</summary>
    public TimeSpan FinalTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Sound shorter than this without a word is a noise, not an answer that was missed.</summary>
    public TimeSpan Noise { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Silence after which the agent asks again.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(7);

    /// <summary>How many words over the agent's voice take the floor.</summary>
    public int InterruptWords { get; init; } = 1;

    /// <summary>Take the floor at once, besides the language's own.</summary>
    public PhraseSet StopPhrases { get; init; } = [];

    /// <summary>Never take the floor, besides the language's own.</summary>
    public PhraseSet Backchannels { get; init; } = [];

    /// <summary>
    /// Sound over the agent's voice softens it at once; after this long it is confirmed to be more than "mm-hmm" or a cough, and the voice pauses.
    /// </summary>
    public TimeSpan ConfirmedSpeech { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The same for what sounds like a hum.</summary>
    public TimeSpan ConfirmedHum { get; init; } = TimeSpan.FromMilliseconds(350);

    /// <summary>A paused agent goes on softly when the speech over it ends before this, unless words come.</summary>
    public TimeSpan ShortSpeech { get; init; } = TimeSpan.FromMilliseconds(600);

    /// <summary>Speech without words for this long over the agent's voice takes the floor all the same.</summary>
    public TimeSpan SustainedSpeech { get; init; } = TimeSpan.FromMilliseconds(700);

    /// <summary>The same while the agent opens: people pick up with a "hello?" that no agent should stop for.</summary>
    public TimeSpan SustainedOpening { get; init; } = TimeSpan.FromMilliseconds(1200);

    /// <summary>An opening that is cut before this much of it was heard begins anew.</summary>
    public TimeSpan Opening { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>"Yes" over the agent's voice answers its question when no more than this of it was left to say.</summary>
    public TimeSpan AnswerWindow { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>A paused agent goes on after this long when no words came.</summary>
    public TimeSpan ResumeTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Speech this much quieter than the caller's own is somebody else's, in decibels.</summary>
    public double FarDecibels { get; init; } = 8;

    /// <summary>The next key of several must come within this.</summary>
    public TimeSpan KeyGap { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The key that ends an answer by keys; null for none.</summary>
    public char? KeyTerminator { get; init; } = '#';

    /// <summary>The policy of an agent.</summary>
    /// <param name="settings">The agent's.</param>
    /// <param name="language">BCP 47 tag.</param>
    /// <param name="timeToFinal99">The recogniser's time from the end of speech to its final words, 99th percentile; null when it is not known.</param>
    public static TurnPolicy From(TurnSettings settings, string language, TimeSpan? timeToFinal99 = null)
    {
        TurnLanguage spoken = TurnLanguage.Of(language);
        TurnTimes preset = TurnPresets.Times(settings.Preset, spoken);
        int delay = settings.EndOfTurnMilliseconds ?? preset.ActionDelay;
        int unfinished = settings.UnfinishedTurnMilliseconds ?? Math.Max(preset.Unfinished, delay);
        return new TurnPolicy
        {
            Language = spoken,
            Threshold = preset.Threshold,
            Settled = Milliseconds(settings.SettledMilliseconds ?? Math.Min(preset.Settled, delay)),
            ActionDelay = Milliseconds(delay),
            Unfinished = Milliseconds(unfinished),
            Timeout = Milliseconds(settings.TimeoutMilliseconds ?? Math.Max(preset.Timeout, unfinished)),
            LearnPauses = settings.LearnPauses,
            MaxTurn = TimeSpan.FromSeconds(settings.MaxTurnSeconds),
            FinalTimeout = timeToFinal99 ?? TimeSpan.FromSeconds(2),
            Silence = Milliseconds(settings.SilenceMilliseconds),
            InterruptWords = settings.Interruption.Words,
            StopPhrases = Phrases(settings.Interruption.StopPhrases),
            Backchannels = Phrases(settings.Interruption.Backchannels),
            ConfirmedSpeech = Milliseconds(settings.Interruption.ConfirmedMilliseconds),
            ConfirmedHum = Milliseconds(settings.Interruption.ConfirmedMilliseconds is 0 ? 0 : settings.Interruption.ConfirmedMilliseconds + 100),
            ShortSpeech = Milliseconds(settings.Interruption.ConfirmedMilliseconds is 0 ? 0 : settings.Interruption.ConfirmedMilliseconds + 350),
            SustainedSpeech = Milliseconds(settings.Interruption.SustainedMilliseconds),
            SustainedOpening = Milliseconds(Math.Max(1200, settings.Interruption.SustainedMilliseconds)),
            ResumeTimeout = Milliseconds(settings.Interruption.ResumeMilliseconds),
            KeyGap = Milliseconds(settings.Keys.GapMilliseconds),
            KeyTerminator = settings.Keys.Terminator is [var key] ? key : null,
        };
    }

    private static TimeSpan Milliseconds(int value) => TimeSpan.FromMilliseconds(value);

    private static PhraseSet Phrases(IReadOnlyList<string> phrases) =>
        PhraseSet.Create([.. phrases.Select(p => string.Join(' ', Words.Split(p)))]);
}
