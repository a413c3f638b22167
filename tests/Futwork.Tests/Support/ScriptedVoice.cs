using System.Runtime.CompilerServices;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;

namespace Futwork.Tests.Support;

/// <summary>A text-to-speech engine whose every word sounds equally long, after a fixed time to the first sound.</summary>
public sealed class ScriptedVoice(TimeProvider time) : ITextToSpeech
{
    /// <summary>The sound of its voice: this one sample, all the time.</summary>
    public const short Loudness = 1000;

    public string Name => "scripted";

    public TextToSpeechCapabilities Capabilities { get; init; } = new(true, [new Voice("plain", ["en-IN"])]);

    /// <summary>How long a word sounds.</summary>
    public int WordMilliseconds { get; set; } = 200;

    /// <summary>How long the first sound takes.</summary>
    public int DelayMilliseconds { get; set; }

    /// <summary>Fails instead of speaking.</summary>
    public Exception? Failure { get; set; }

    /// <summary>What it was asked to speak, in order.</summary>
    public List<string> Spoken { get; } = [];

    public async IAsyncEnumerable<SpeechAudio> SpeakAsync(SpeechRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Spoken.Add(request.Text);
        if (DelayMilliseconds > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(DelayMilliseconds), time, cancellationToken);
        if (Failure is not null)
            throw Failure;
        int wordSamples = PhoneAudio.Samples(TimeSpan.FromMilliseconds(WordMilliseconds));
        int sample = 0;
        foreach ((int start, int end) in Words(request.Text))
        {
            short[] pcm = new short[wordSamples];
            Array.Fill(pcm, Loudness);
            WordTiming[] words = Capabilities.WordTimings ? [new WordTiming(start, end, sample, sample += wordSamples)] : [];
            yield return new SpeechAudio(pcm, words);
        }
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
