using System.Text.Json;
using Futwork.Benchmarks.Phone;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;
using Futwork.Realtime.Understanding;

namespace Futwork.Benchmarks.Turns;

/// <summary>
/// Reads recorded turns of people: a folder with a WAV file a turn (<c>{id}.wav</c>, mono) and <c>turns.jsonl</c>, a line a turn:
/// <c>{"id", "speaker", "kind"?, "words": [{"w", "start", "end"}]}</c>, times in seconds. They are carried over the telephone band as they are, with their own noise.
/// </summary>
internal static class RecordedTurns
{
    private const double ShortestPause = 0.1;
    private const int TailMilliseconds = 5000;
    private const int NoiseMilliseconds = 100;
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <summary>The turns of each speaker, in order.</summary>
    /// <param name="folder">Where they lie.</param>
    /// <param name="language">BCP 47 tag of the agent.</param>
    public static IReadOnlyList<IReadOnlyList<TurnSample>> Read(string folder, string language) =>
        [.. File.ReadLines(Path.Combine(folder, "turns.jsonl"))
            .Select(l => JsonSerializer.Deserialize<Line>(l, Web)!)
            .Where(l => l.Words.Count > 0)
            .GroupBy(l => l.Speaker)
            .Select(IReadOnlyList<TurnSample> (g) => [.. g.Select(l => Sample(folder, l, language))])];

    private static TurnSample Sample(string folder, Line line, string language)
    {
        var file = WaveFile.Read(Path.Combine(folder, $"{line.Id}.wav"));
        short[] sound = Resampler.Convert(file.Channel(0), file.SampleRate, PhoneAudio.SampleRate);
        int end = Samples(line.Words[^1].End), last = Enumerable.Range(1, line.Words.Count - 1).LastOrDefault(i => line.Words[i].Start - line.Words[i - 1].End >= ShortestPause);
        short[] all = [.. sound, .. Room(sound, end)];
        Muffling.Level(all, ChannelSettings.SpeechRms);
        IReadOnlyList<SpokenWord> words = [.. line.Words.SelectMany(w => Words.Split(w.W).Select(plain => new SpokenWord(plain, Samples(w.End))))];
        return new TurnSample(language, AwaitedBy(line.Kind), PhoneChannel.Carry(all, ChannelSettings.Clean), words, Samples(line.Words[last].Start), end, line.Kind is not null);
    }

    /// <summary>The quietest of what was recorded behind the last word, over and over: digital silence would tell that the recording has ended.</summary>
    private static short[] Room(short[] sound, int end)
    {
        int length = PhoneAudio.Samples(TimeSpan.FromMilliseconds(NoiseMilliseconds));
        ArraySegment<short>[] behind = [.. Enumerable.Range(0, Math.Max(0, sound.Length - end) / length).Select(i => new ArraySegment<short>(sound, end + (i * length), length))];
        short[] noise = behind.Length == 0 ? new short[length] : [.. behind.MinBy(s => s.Sum(v => (double)v * v))];
        return [.. Enumerable.Range(0, TailMilliseconds / NoiseMilliseconds).SelectMany(i => i % 2 == 0 ? noise : noise.Reverse())];
    }

    private static Awaited AwaitedBy(string? kind) => kind switch
    {
        "Numbers" => new Awaited(new Expectation()) { Slot = SlotType.Phone, Digits = 10 },
        "Names" => new Awaited(new Expectation()) { Slot = SlotType.Name },
        "Addresses" => new Awaited(new Expectation()) { Slot = SlotType.Text },
        _ => Awaited.Anything,
    };

    private static int Samples(double seconds) => PhoneAudio.Samples(TimeSpan.FromSeconds(seconds));

    private sealed record Line(string Id, string Speaker, string? Kind, IReadOnlyList<Word> Words);

    private sealed record Word(string W, double Start, double End);
}
