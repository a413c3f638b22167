using System.Runtime.CompilerServices;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;

namespace Futwork.Tests.Support;

/// <summary>
/// A text-to-speech engine whose every word sounds equally long, after a fixed time to the first sound. All samples of a word
/// carry its number, so that the words can be read back from the line.
/// </summary>
public sealed class ScriptedVoice(TimeProvider time) : ITextToSpeech
{
    private readonly List<string> _words = [];

    public string Name => "scripted";

    public TextToSpeechCapabilities Capabilities { get; init; } = new(true, [new Voice("plain", ["en-IN"])]);

    /// <summary>The word that a sample on the line belongs to.</summary>
    public string WordOf(short sample) => _words[sample - 1];

    /// <summary>Samples of one word.</summary>
    public int WordSamples => PhoneAudio.Samples(TimeSpan.FromMilliseconds(WordMilliseconds));

    /// <summary>How long a word sounds.</summary>
    public int WordMilliseconds { get; set; } = 200;

    /// <summary>How long the first sound takes.</summary>
    public int DelayMilliseconds { get; set; }

    /// <summary>Fails instead of speaking.</summary>
    public Exception? Failure { get; set; }

    /// <summary>The word of a text after which it breaks; it may be the last.</summary>
    public int? BreaksAfterWords { get; set; }

    /// <summary>What it was asked to speak, in order.</summary>
    public List<string> Spoken { get; } = [];

    /// <summary>How often it was opened.</summary>
    public int Opened { get; private set; }

    public ValueTask<ISpeaker> OpenAsync(VoiceOptions options, CancellationToken cancellationToken)
    {
        Opened++;
        return ValueTask.FromResult<ISpeaker>(new Speaker(this));
    }

    private async IAsyncEnumerable<SpeechAudio> SpeakAsync(SpeechRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Spoken.Add(request.Text);
        if (DelayMilliseconds > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(DelayMilliseconds), time, cancellationToken);
        if (Failure is not null)
            throw Failure;
        int wordSamples = WordSamples;
        int sample = 0, spoken = 0;
        foreach ((int start, int end) in Words(request.Text))
        {
            if (spoken++ == BreaksAfterWords)
                throw new SpeechException("The voice broke.");
            _words.Add(request.Text[start..end]);
            short[] pcm = new short[wordSamples];
            Array.Fill(pcm, (short)_words.Count);
            WordTiming[] words = Capabilities.WordTimings ? [new WordTiming(start, end, sample, sample += wordSamples)] : [];
            yield return new SpeechAudio(pcm, words);
        }

        if (spoken == BreaksAfterWords)
            throw new SpeechException("The voice broke.");
    }

    private sealed class Speaker(ScriptedVoice voice) : ISpeaker
    {
        public IAsyncEnumerable<SpeechAudio> SpeakAsync(SpeechRequest request, CancellationToken cancellationToken) => voice.SpeakAsync(request, cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private static IEnumerable<(int Start, int End)> Words(string text)
    {
        for (int start = 0; start < text.Length;)
        {
            int space = text.IndexOf(' ', start);
            int end = space < 0 ? text.Length : space;
            if (end > start)
                yield return (start, end);
            start = end + 1;
        }
    }
}
