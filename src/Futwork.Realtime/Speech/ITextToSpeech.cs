namespace Futwork.Realtime.Speech;

/// <summary>An engine or vendor that speaks. One instance serves all calls.</summary>
public interface ITextToSpeech
{
    /// <summary>The name that an agent chooses it by, such as <c>local</c>.</summary>
    string Name { get; }

    /// <summary>What it can do.</summary>
    TextToSpeechCapabilities Capabilities { get; }

    /// <summary>Opens the mouth of one call. Called while it rings, so that it is ready at the answer.</summary>
    /// <exception cref="SpeechException">The engine is missing, the voice is unknown, or the vendor cannot be reached; says what would help.</exception>
    ValueTask<ISpeaker> OpenAsync(VoiceOptions options, CancellationToken cancellationToken);
}

/// <summary>The mouth of one call. Several texts may be asked for at once; each has its own sound. Disposing ends all of them.</summary>
public interface ISpeaker : IAsyncDisposable
{
    /// <summary>By whom the next text would be made, see <see cref="SpeechAudio.MadeBy"/>: those that come first, first. Null: by the engine that was opened.</summary>
    IReadOnlyList<string?> Makers => [null];

    /// <summary>Speaks a text: pieces of sound in order, as soon as each is there. Cancelling stops it at once.</summary>
    /// <exception cref="SpeechException">The engine or vendor failed; says what would help.</exception>
    IAsyncEnumerable<SpeechAudio> SpeakAsync(SpeechRequest request, CancellationToken cancellationToken);
}

/// <summary>How to speak in a call.</summary>
/// <param name="Language">BCP 47 tag, such as <c>en-IN</c>.</param>
/// <param name="Voice">The engine's name of the voice; null is its default for the language.</param>
public sealed record VoiceOptions(string Language, string? Voice = null)
{
    /// <summary>The vendor's model, where it has several; null is the engine's default.</summary>
    public string? Model { get; init; }

    /// <summary>With which key, and where; engines of this machine need neither.</summary>
    public VendorAccess Access { get; init; } = VendorAccess.None;
}

/// <summary>What to speak.</summary>
/// <param name="Text">Plain text, variables already filled in.</param>
public sealed record SpeechRequest(string Text)
{
    /// <summary>What was said just before in the same turn, for the melody of the voice; null when nothing was.</summary>
    public string? PreviousText { get; init; }
}

/// <summary>A piece of speech.</summary>
/// <param name="Pcm">8 kHz mono 16-bit samples.</param>
/// <param name="Words">Where each word of this piece lies, when the engine knows.</param>
public sealed record SpeechAudio(ReadOnlyMemory<short> Pcm, IReadOnlyList<WordTiming> Words)
{
    /// <summary>
    /// Who made it, with which voice, where one of several engines did: what has the same maker sounds alike. Null: the engine that was opened. A text of which all pieces
    /// have one maker is whole; where the voice failed at its end, an empty piece of nobody follows.
    /// </summary>
    public string? MadeBy { get; init; }
}

/// <summary>Where a word lies.</summary>
/// <param name="TextStart">Index of its first character in the request's text.</param>
/// <param name="TextEnd">Index after its last character, following punctuation included.</param>
/// <param name="StartSample">Its first sample, counted from the start of the whole utterance.</param>
/// <param name="EndSample">The sample after its last one.</param>
public readonly record struct WordTiming(int TextStart, int TextEnd, int StartSample, int EndSample);
