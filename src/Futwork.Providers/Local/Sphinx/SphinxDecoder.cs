using System.Runtime.InteropServices;
using Futwork.Realtime.Speech;

namespace Futwork.Providers.Local.Sphinx;

/// <summary>What a decoder hears.</summary>
/// <param name="Text">The words.</param>
/// <param name="ScorePerFrame">Its score for each 10 ms; about -33 for what the language model expects, about -52 for anything else.</param>
internal readonly record struct Hypothesis(string Text, double ScorePerFrame);

/// <summary>One decoder of pocketsphinx. About 8 MB; used by one thread at a time; different ones run side by side.</summary>
internal sealed unsafe class SphinxDecoder : IDisposable
{
    /// <summary>Samples per second it hears.</summary>
    public const int SampleRate = 16000;

    private readonly SphinxHandle _decoder;

    // No log for the whole process, and never "-logfn": each decoder that opens one closes that of the last (err_set_logfile), while decoders
    // on other threads write to it. That is a use of freed memory: it corrupted the heap, and killed processes at random.
    static SphinxDecoder() => SphinxNative.SetLogFile(0);

    private SphinxDecoder(SphinxHandle decoder) => _decoder = decoder;

    /// <summary>A decoder for whole utterances, or a quicker one for utterances that are still being spoken.</summary>
    /// <exception cref="SpeechException">pocketsphinx refuses its files.</exception>
    public static SphinxDecoder Create(SphinxModel model, string languageModel, string dictionary, bool whole)
    {
        var refine = whole ? "yes" : "no";
        string[] values =
        [
            "-hmm", model.Acoustic, "-lm", languageModel, "-dict", dictionary,
            "-wip", "0.05", "-fwdflat", refine, "-bestpath", refine,
        ];
        var arguments = SphinxNative.ParseArguments(0, SphinxNative.Arguments(), values.Length, values, strict: 1);
        if (arguments == 0)
            throw new SpeechException("This pocketsphinx does not know the settings of Debian 12's; install libpocketsphinx3 of Debian 12.");
        var decoder = SphinxNative.Create(arguments);
        _ = SphinxNative.FreeArguments(arguments);
        return decoder.IsInvalid
            ? throw new SpeechException($"pocketsphinx cannot use the model in {model.Acoustic}; it needs pocketsphinx-en-us of Debian 12.")
            : new SphinxDecoder(decoder);
    }

    /// <summary>Recognises a whole utterance.</summary>
    public Hypothesis Decode(ReadOnlySpan<short> utterance)
    {
        Start();
        Feed(utterance, whole: true);
        End();
        return Best();
    }

    /// <summary>Begins an utterance.</summary>
    public void Start() => Check(SphinxNative.StartUtterance(_decoder));

    /// <summary>Gives it more of the utterance.</summary>
    public void Hear(ReadOnlySpan<short> samples) => Feed(samples, whole: false);

    /// <summary>Ends an utterance.</summary>
    public void End() => Check(SphinxNative.EndUtterance(_decoder));

    /// <summary>The best so far.</summary>
    public Hypothesis Best()
    {
        var text = SphinxNative.Hypothesis(_decoder, out var score);
        var frames = SphinxNative.FrameCount(_decoder);
        return text == 0 || frames <= 0 ? new Hypothesis("", 0) : new Hypothesis(Marshal.PtrToStringUTF8(text)!, (double)score / frames);
    }

    /// <inheritdoc/>
    public void Dispose() => _decoder.Dispose();

    private static void Check(int result)
    {
        if (result < 0)
            throw new SpeechException("pocketsphinx failed in the middle of an utterance.");
    }

    private void Feed(ReadOnlySpan<short> samples, bool whole)
    {
        fixed (short* first = samples)
            Check(SphinxNative.Process(_decoder, first, (nuint)samples.Length, searchLater: 0, whole ? 1 : 0));
    }
}
