using Futwork.Providers.Local.Text;
using Futwork.Realtime.Speech;

namespace Futwork.Providers.Local;

/// <summary>A voice of this machine: takes a text apart, speaks a piece, and makes the sound fit for the telephone.</summary>
internal abstract class LocalVoice
{
    /// <summary>A word of the text as this voice should be told to say it; empty when there is nothing to say.</summary>
    public abstract string Speakable(string word);

    /// <summary>Speaks one piece of a text.</summary>
    /// <param name="words">Its words.</param>
    /// <param name="before">Samples spoken before it.</param>
    /// <param name="pause">Samples of silence to begin with.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<SpeechAudio> SpeakAsync(List<SpokenWord> words, int before, int pause, CancellationToken cancellationToken)
    {
        var raw = await SynthesizeAsync(words, cancellationToken);
        var sound = PhoneSound.From(raw, pause);
        var spans = raw.Words is null ? Proportional(words, sound) : raw.Words.Select(word => (Start: sound.At(word.Start), End: sound.At(word.End)));
        return new SpeechAudio(sound.Pcm, [.. words.Zip(spans, (word, span) => new WordTiming(word.Start, word.End, before + span.Start, before + span.End))]);
    }

    /// <summary>Makes the sound, with the time of each word where the engine knows it.</summary>
    protected abstract Task<RawSpeech> SynthesizeAsync(List<SpokenWord> words, CancellationToken cancellationToken);

    // Without times from the engine a word lasts as long as its share of the letters.
    private static IEnumerable<(int Start, int End)> Proportional(List<SpokenWord> words, PhoneSound sound)
    {
        var letters = words.Sum(word => word.Spoken.Length + 1);
        var length = (long)(sound.SpeechEnd - sound.SpeechStart);
        var said = 0;
        foreach (var word in words)
        {
            var start = said;
            said += word.Spoken.Length + 1;
            yield return (sound.SpeechStart + (int)(length * start / letters), sound.SpeechStart + (int)(length * said / letters));
        }
    }
}

/// <summary>What an engine made of a piece of text.</summary>
/// <param name="Pcm">Mono samples.</param>
/// <param name="SampleRate">Of them, per second.</param>
/// <param name="Words">When each word is spoken; null when the engine does not say.</param>
internal sealed record RawSpeech(short[] Pcm, int SampleRate, List<WordTime>? Words);

/// <summary>When a word is spoken, in seconds.</summary>
internal readonly record struct WordTime(double Start, double End);
