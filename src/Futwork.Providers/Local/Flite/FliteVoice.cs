using System.Runtime.InteropServices;
using Futwork.Providers.Local.Text;
using Futwork.Realtime.Speech;

namespace Futwork.Providers.Local.Flite;

/// <summary>A voice of flite, loaded once and shared: flite only reads it, so any number of threads may speak at once.</summary>
internal sealed unsafe class FliteVoice : LocalVoice
{
    private static readonly Lazy<int> Engine = new(FliteNative.Init);

    // One voice at a time is registered: the lexicon that all share is set up with the first, and whoever registers one meanwhile takes it half
    // set up, with functions that are null. Such a voice ends the process as it speaks.
    private static readonly Lock Registering = new();
    private static readonly Dictionary<string, FliteVoice> Registered = new(StringComparer.Ordinal);
    private readonly nint _voice;

    private FliteVoice(nint voice) => _voice = voice;

    /// <summary>The voice called <paramref name="name"/>.</summary>
    /// <exception cref="SpeechException">flite is not installed.</exception>
    public static FliteVoice Load(string name)
    {
        lock (Registering)
        {
            if (!Registered.TryGetValue(name, out var voice))
                Registered[name] = voice = Register(name);
            return voice;
        }
    }

    /// <summary>The library that holds a voice.</summary>
    public static string Library(string name) => $"libflite_cmu_us_{name}.so.1";

    /// <inheritdoc/>
    public override string Speakable(string word) => EnglishText.Speakable(word);

    /// <inheritdoc/>
    protected override Task<RawSpeech> SynthesizeAsync(List<SpokenWord> words, CancellationToken cancellationToken) =>
        Task.Run(() => Synthesize(words), cancellationToken);

    private static FliteVoice Register(string name)
    {
        if (!NativeLibrary.TryLoad(FliteNative.Library, out _) || !NativeLibrary.TryLoad(Library(name), out var library))
            throw new SpeechException(LocalSpeech.Missing($"The voice {name} of flite", "libflite1"));
        _ = Engine.Value;
        var register = (delegate* unmanaged<nint, nint>)NativeLibrary.GetExport(library, $"register_cmu_us_{name}");
        return new FliteVoice(register(0));
    }

    private RawSpeech Synthesize(List<SpokenWord> words)
    {
        var utterance = FliteNative.SynthText(string.Join(' ', words.Select(word => word.Spoken)), _voice);
        if (utterance == 0)
            throw new SpeechException("flite could not speak a text.");
        try
        {
            var wave = (FliteNative.WaveHeader*)FliteNative.Wave(utterance);
            var pcm = new ReadOnlySpan<short>((void*)wave->Samples, wave->SampleCount).ToArray();
            return new RawSpeech(pcm, wave->SampleRate, Gather(words, [.. TokenTimes(utterance)]));
        }
        finally
        {
            FliteNative.DeleteUtterance(utterance);
        }
    }

    // A word of the text may be several to flite: "₹500" is "rupees 500".
    private static List<WordTime>? Gather(List<SpokenWord> words, List<WordTime> tokens)
    {
        if (words.Sum(word => word.Count) != tokens.Count)
            return null;
        var times = new List<WordTime>(words.Count);
        var at = 0;
        foreach (var word in words)
        {
            times.Add(new WordTime(tokens[at].Start, tokens[at + word.Count - 1].End));
            at += word.Count;
        }

        return times;
    }

    // Token, its words, their syllables, their segments: each segment has the time of its end.
    private static IEnumerable<WordTime> TokenTimes(nint utterance)
    {
        var end = 0d;
        for (var token = FliteNative.Head(FliteNative.Relation(utterance, "Token")); token != 0; token = FliteNative.Next(token))
        {
            var first = Segment(FliteNative.FirstDaughter(token), FliteNative.FirstDaughter);
            var last = Segment(FliteNative.LastDaughter(token), FliteNative.LastDaughter);
            var start = first == 0 ? end : EndOf(FliteNative.Previous(first));
            end = last == 0 ? start : EndOf(last);
            yield return new WordTime(start, end);
        }
    }

    private static nint Segment(nint word, Func<nint, nint> daughter) =>
        FliteNative.As(daughter(daughter(FliteNative.As(word, "SylStructure"))), "Segment");

    private static double EndOf(nint segment) => segment == 0 ? 0 : FliteNative.Feature(segment, "end");
}
