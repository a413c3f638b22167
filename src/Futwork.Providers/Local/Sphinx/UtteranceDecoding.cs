using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;

namespace Futwork.Providers.Local.Sphinx;

/// <summary>Recognises one utterance: partial texts by a quick decoder while it grows, the final one by a thorough pass over all of it.</summary>
internal sealed class UtteranceDecoding(Grammar grammar, Utterance utterance) : IDisposable
{
    private readonly Resampler _resampler = new(PhoneAudio.SampleRate, SphinxDecoder.SampleRate);
    private SphinxDecoder? _streaming;
    private int _heard;
    private string _partial = "";

    /// <summary>Decodes what has come since the last time.</summary>
    /// <returns>What is understood so far when it changed, else null.</returns>
    public RecognitionResult? Advance()
    {
        var sound = utterance.From(_heard);
        if (sound.Length is 0)
            return null;
        _streaming ??= Started(grammar.Take(whole: false));
        var wide = new short[_resampler.MostOutput(sound.Length)];
        _streaming.Hear(wide.AsSpan(0, _resampler.Process(sound, wide)));
        _heard += sound.Length;
        var best = _streaming.Best();
        if (best.Text.Length is 0 || best.Text == _partial)
            return null;
        _partial = best.Text;
        return new RecognitionResult(best.Text, IsFinal: false, Confidence.Of(best));
    }

    /// <summary>Decodes the whole of it.</summary>
    public RecognitionResult Finish()
    {
        var sound = Resampler.Convert(utterance.From(0), PhoneAudio.SampleRate, SphinxDecoder.SampleRate);
        var decoder = grammar.Take(whole: true);
        var best = OrDisposed(decoder, () => decoder.Decode(sound));
        grammar.Return(decoder, whole: true);
        return new RecognitionResult(best.Text, IsFinal: true, Confidence.Of(best));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _streaming, null) is not { } decoder)
            return;
        try
        {
            decoder.End();
        }
        catch (SpeechException)
        {
            // It never comes back. Nothing else is lost by that: its texts were only for the time until the final one.
            decoder.Dispose();
            return;
        }

        grammar.Return(decoder, whole: false);
    }

    private static SphinxDecoder Started(SphinxDecoder decoder) => OrDisposed(decoder, () =>
    {
        decoder.Start();
        return decoder;
    });

    /// <summary>Uses a decoder that was taken. One that fails is never put back.</summary>
    private static T OrDisposed<T>(SphinxDecoder decoder, Func<T> use)
    {
        try
        {
            return use();
        }
        catch (SpeechException)
        {
            decoder.Dispose();
            throw;
        }
    }
}
