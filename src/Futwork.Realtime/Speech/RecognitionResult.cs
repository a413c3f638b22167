namespace Futwork.Realtime.Speech;

/// <summary>
/// Something recognised. Finals follow one another; a partial is all that was said since the last final, and the next result
/// takes its place.
/// </summary>
/// <param name="Text">The words, lower case, no punctuation guaranteed. Empty: speech was heard, no words were.</param>
/// <param name="IsFinal">No later result changes this one.</param>
/// <param name="Confidence">0 to 1; below <see cref="Doubtful"/> it is better to ask again than to guess.</param>
public sealed record RecognitionResult(string Text, bool IsFinal, double Confidence = 1)
{
    /// <summary>The confidence under which the words are a guess.</summary>
    public const double Doubtful = 0.5;

    /// <summary>
    /// It answers one <see cref="IRecognition.SpeechEnded"/>: every word of the speech that had ended by then has been sent,
    /// this result included. A final of an engine that works by voice activity always does; a partial does where the vendor
    /// holds the words back until it believes that the turn is over.
    /// </summary>
    public bool EndsSpeech { get; init; } = IsFinal;

    /// <summary>The vendor has not answered the end of speech in time: this stands for its answer, and words may still come.</summary>
    public bool IsStandIn { get; init; }

    /// <summary>What the vendor itself believes about the person's turn.</summary>
    public TurnSignal Turn { get; init; }

    /// <summary>The engine's own time from the end of speech to this result.</summary>
    public TimeSpan EngineTime { get; init; }

    /// <summary>When each word was said, where the engine knows.</summary>
    public IReadOnlyList<RecognisedWord> Words { get; init; } = [];
}

/// <summary>A word, and when it was said.</summary>
/// <param name="Text">The word.</param>
/// <param name="StartSample">Its first sample, counted from the first one written to the recognition.</param>
/// <param name="EndSample">The sample after its last one.</param>
/// <param name="Confidence">0 to 1.</param>
public readonly record struct RecognisedWord(string Text, long StartSample, long EndSample, double Confidence);

/// <summary>What a vendor believes about the person's turn.</summary>
public enum TurnSignal
{
    /// <summary>It says nothing about it.</summary>
    None,

    /// <summary>The turn is likely over; worth beginning an answer that can still be thrown away.</summary>
    LikelyEnd,

    /// <summary>The likely end was none: the person goes on.</summary>
    Resumed,

    /// <summary>The turn is over.</summary>
    End,
}
