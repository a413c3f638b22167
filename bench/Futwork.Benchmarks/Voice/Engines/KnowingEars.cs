using Futwork.Benchmarks.Voice.Callers;
using Futwork.Realtime.Speech;

namespace Futwork.Benchmarks.Voice.Engines;

/// <summary>
/// A speech-to-text vendor in virtual time that is told which words lie in the caller's sound. Each word comes as a partial result
/// so long after it was said; a final result as long after the last word, or when voice activity ends if that is later. Sounds
/// without words give an empty one. It knows nothing of what a word is for: an "mm-hmm" and talk in the room are words too.
/// </summary>
internal sealed class KnowingEars(TimeProvider time, TimeSpan delay) : ISpeechToText
{
    private Action<IReadOnlyList<SoundWord>> _begins = _ => { };
    private Action _callBegins = () => { };

    public string Name => "knowing";

    public SpeechToTextCapabilities Capabilities { get; } = new(NeedsVoiceActivity: true, Partials: true, UsesExpectations: false, []);

    public ValueTask<IRecognition> OpenAsync(RecognitionOptions options, CancellationToken cancellationToken)
    {
        var recognition = new KnowingRecognition(time, delay);
        (_begins, _callBegins) = (recognition.Begins, recognition.CallBegins);
        return ValueTask.FromResult<IRecognition>(recognition);
    }

    /// <summary>Sample 0 of the call is now.</summary>
    public void CallBegins() => _callBegins();

    /// <summary>A sound with these words begins; their samples are those of the call.</summary>
    public void Begins(IReadOnlyList<SoundWord> words) => _begins(words);
}
