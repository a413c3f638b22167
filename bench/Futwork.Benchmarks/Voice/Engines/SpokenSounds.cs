using System.Collections.Concurrent;
using Futwork.Benchmarks.Voice.Callers;
using Futwork.Providers.Local;
using Futwork.Realtime.Speech;

namespace Futwork.Benchmarks.Voice.Engines;

/// <summary>The sound of texts by voice, each synthesised once for all calls.</summary>
internal sealed class SpokenSounds
{
    private readonly LocalTextToSpeech _voices = new();
    private readonly ConcurrentDictionary<(string Text, string Voice), Task<SpeechAudio>> _made = new();

    /// <summary>The voices it has.</summary>
    public IReadOnlyList<Realtime.Speech.Voice> Voices => _voices.Capabilities.Voices;

    /// <summary>A text as one piece of sound with the times of its words. It is made on the thread pool, whatever thread asks.</summary>
    public Task<SpeechAudio> MakeAsync(string text, string voice) => _made.GetOrAdd((text, voice), _ => Task.Run(() => SpeakAsync(text, voice)));

    /// <summary>A text as a caller says it.</summary>
    public async Task<CallerSound> OfAsync(string text, string voice)
    {
        SpeechAudio spoken = await MakeAsync(text, voice);
        IEnumerable<SoundWord> words =
            from word in spoken.Words
            from plain in LineReader.Plain(text[word.TextStart..word.TextEnd]).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            select new SoundWord(plain, word.StartSample, word.EndSample);
        return new CallerSound(spoken.Pcm.ToArray(), [.. words], []);
    }

    private async Task<SpeechAudio> SpeakAsync(string text, string voice)
    {
        IReadOnlyList<SpeechAudio> pieces = await _voices.SpeakWholeAsync(new VoiceOptions("en", voice), text, CancellationToken.None);
        return new SpeechAudio(pieces.Samples(), [.. pieces.SelectMany(p => p.Words)]);
    }
}
