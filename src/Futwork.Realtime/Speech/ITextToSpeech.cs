namespace Futwork.Realtime.Speech;

/// <summary>An engine or vendor that speaks. One instance serves all calls.</summary>
public interface ITextToSpeech
{
    /// <summary>The name that an agent chooses it by, such as <c>local</c>.</summary>
    string Name { get; }

    /// <summary>What it can do.</summary>
    TextToSpeechCapabilities Capabilities { get; }

    /// <summary>Speaks a text: pieces of sound in order, as soon as each is there. Cancelling stops it at once.</summary>
    /// <exception cref="SpeechException">The engine is missing, the voice is unknown, or the vendor failed; says what would help.</exception>
    IAsyncEnumerable<SpeechAudio> SpeakAsync(SpeechRequest request, CancellationToken cancellationToken);
}

/// <summary>What a text-to-speech engine can do.</summary>
/// <param name="WordTimings">Its sound comes with the time of each word.</param>
/// <param name="Voices">The voices it has.</param>
public sealed record TextToSpeechCapabilities(bool WordTimings, IReadOnlyList<Voice> Voices);

/// <summary>A voice.</summary>
/// <param name="Name">The engine's name for it.</param>
/// <param name="Languages">BCP 47 tags it speaks.</param>
public sealed record Voice(string Name, IReadOnlyList<string> Languages);

/// <summary>What to speak.</summary>
/// <param name="Text">Plain text, variables already filled in.</param>
/// <param name="Voice">The engine's name of the voice; null is its default for the language.</param>
/// <param name="Language">BCP 47 tag.</param>
public sealed record SpeechRequest(string Text, string? Voice, string Language);

/// <summary>A piece of speech.</summary>
/// <param name="Pcm">8 kHz mono 16-bit samples.</param>
/// <param name="Words">Where each word of this piece lies, when the engine knows.</param>
public sealed record SpeechAudio(ReadOnlyMemory<short> Pcm, IReadOnlyList<WordTiming> Words);

/// <summary>Where a word lies.</summary>
/// <param name="TextStart">Index of its first character in the request's text.</param>
/// <param name="TextEnd">Index after its last character, following punctuation included.</param>
/// <param name="StartSample">Its first sample, counted from the start of the whole utterance.</param>
/// <param name="EndSample">The sample after its last one.</param>
public readonly record struct WordTiming(int TextStart, int TextEnd, int StartSample, int EndSample);
