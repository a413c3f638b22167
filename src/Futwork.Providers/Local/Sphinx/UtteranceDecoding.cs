using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;

namespace Futwork.Providers.Local.Sphinx;

/// <summary>Recognises one utterance: partial texts by a quick decoder while it grows, the final one by a thorough pass over all of it.</summary>
internal sealed class UtteranceDecoding(Grammar grammar, Utterance utterance) : IDisposable
{
    // The resampler looks this far to both sides.
    private const int Reach = 32;
    private SphinxDecoder? _streaming;
    private int _heard;
    private string _partial = "";

    /// <summary>Decodes what has come since the last time.</summary>
    /// <returns>What is understood so far when it changed, else null.</returns>
    public RecognitionResult? Advance()
    {
        var sound = utterance.From(Math.Max(0, _heard - Reach));
        var before = Math.Min(Reach, _heard);
        if (sound.Length <= before + Reach)
            return null;
        if (_streaming is null)
        {
            _streaming = grammar.Take(whole: false);
            _streaming.Start();
        }

        var wide = SincResampler.Resample(sound, PhoneAudio.SampleRate, SphinxDecoder.SampleRate);
        _streaming.Hear(wide.AsSpan(2 * before, wide.Length - 2 * (before + Reach)));
        _heard += sound.Length - before - Reach;
        var best = _streaming.Best();
        if (best.Text.Length is 0 || best.Text == _partial)
            return null;
        _partial = best.Text;
        return new RecognitionResult(best.Text, IsFinal: false, Confidence.Of(best));
    }

    /// <summary>Decodes the whole of it.</summary>
    public RecognitionResult Finish()
    {
        var decoder = grammar.Take(whole: true);
        Hypothesis best;
        try
        {
            best = decoder.Decode(SincResampler.Resample(utterance.From(0), PhoneAudio.SampleRate, SphinxDecoder.SampleRate));
        }
        catch
        {
            decoder.Dispose();
            throw;
        }

        grammar.Return(decoder, whole: true);
        return new RecognitionResult(best.Text, IsFinal: true, Confidence.Of(best));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _streaming, null) is not { } decoder)
            return;
        decoder.End();
        grammar.Return(decoder, whole: false);
    }
}
