using System.Threading.Channels;

namespace Futwork.Realtime.Speech;

/// <summary>An engine or vendor that turns speech into text. One instance serves all calls.</summary>
public interface ISpeechToText
{
    /// <summary>The name that an agent chooses it by, such as <c>local</c>.</summary>
    string Name { get; }

    /// <summary>What it can do.</summary>
    SpeechToTextCapabilities Capabilities { get; }

    /// <summary>Opens the ears of one call. Called while it rings, so that they are ready at the answer.</summary>
    /// <exception cref="SpeechException">The engine is missing, or the vendor cannot be reached; says what would help.</exception>
    ValueTask<IRecognition> OpenAsync(RecognitionOptions options, CancellationToken cancellationToken);
}

/// <summary>The ears of one call. Methods return at once; results arrive on the channel in order.</summary>
public interface IRecognition : IAsyncDisposable
{
    /// <summary>Everything recognised, in order. Completes when the recognition is disposed; faults with <see cref="SpeechException"/>.</summary>
    ChannelReader<RecognitionResult> Results { get; }

    /// <summary>Gives it the next sound: 8 kHz mono, all of the call, silence included.</summary>
    void Write(ReadOnlySpan<short> pcm);

    /// <summary>The local voice activity detector heard speech begin, <paramref name="samplesAgo"/> samples before the last one written.</summary>
    void SpeechStarted(int samplesAgo);

    /// <summary>The local voice activity detector heard speech end. A final result (perhaps empty) follows for every start.</summary>
    void SpeechEnded();

    /// <summary>Says what is likely to be heard next. Takes effect with the next utterance.</summary>
    void Expect(Expectation expectation);
}

/// <summary>What a speech-to-text engine can do.</summary>
/// <param name="NeedsVoiceActivity">It relies on <see cref="IRecognition.SpeechStarted"/> and <see cref="IRecognition.SpeechEnded"/>.</param>
/// <param name="Partials">It sends results while the person speaks.</param>
/// <param name="UsesExpectations">It recognises only, or better, what it was told to expect.</param>
/// <param name="Languages">BCP 47 language tags; empty means any.</param>
public sealed record SpeechToTextCapabilities(bool NeedsVoiceActivity, bool Partials, bool UsesExpectations, IReadOnlyList<string> Languages);

/// <summary>How to listen to a call.</summary>
/// <param name="Language">BCP 47 tag, such as <c>en-IN</c>.</param>
/// <param name="Initial">What to expect first.</param>
/// <param name="Model">The vendor's model, where it has several.</param>
public sealed record RecognitionOptions(string Language, Expectation Initial, string? Model = null);

/// <summary>What the person is likely to say next; engines with small language models recognise by it.</summary>
public sealed record Expectation
{
    /// <summary>Sentences and phrases likely as a whole.</summary>
    public IReadOnlyList<string> Phrases { get; init; } = [];

    /// <summary>Kinds of content that may stand alone or inside the phrases.</summary>
    public ExpectedContent Content { get; init; } = ExpectedContent.YesNo;

    /// <summary>Names, places, products and other words that the dictionary may lack.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];
}

/// <summary>Kinds of content an answer may hold.</summary>
[Flags]
public enum ExpectedContent
{
    /// <summary>Only the phrases.</summary>
    None = 0,

    /// <summary>Yes and no in their many forms.</summary>
    YesNo = 1,

    /// <summary>Numbers and strings of digits.</summary>
    Number = 2,

    /// <summary>Days, months, dates, times, "tomorrow", "next week".</summary>
    Date = 4,

    /// <summary>Anything: everyday phone talk.</summary>
    FreeText = 8,
}

/// <summary>Something recognised.</summary>
/// <param name="Text">The words, lower case, no punctuation guaranteed. Empty: speech was heard, no words were.</param>
/// <param name="IsFinal">No later result changes this one.</param>
/// <param name="Confidence">0 to 1; below <see cref="Doubtful"/> it is better to ask again than to guess.</param>
public sealed record RecognitionResult(string Text, bool IsFinal, double Confidence = 1)
{
    /// <summary>The confidence under which the words are a guess.</summary>
    public const double Doubtful = 0.5;

    /// <summary>The engine's own time from the end of speech to this final result.</summary>
    public TimeSpan EngineTime { get; init; }
}

/// <summary>A speech engine or vendor failed. The message says what is wrong and what would help; it holds no personal data.</summary>
public sealed class SpeechException(string message, Exception? inner = null) : Exception(message, inner);
