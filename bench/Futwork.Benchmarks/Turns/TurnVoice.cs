using Futwork.Benchmarks.Phone;
using Futwork.Providers.Local;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;

namespace Futwork.Benchmarks.Turns;

/// <summary>Speaks written turns with pauses in them, over the phone.</summary>
internal sealed class TurnVoice(string language, Random random)
{
    private const int LeadMilliseconds = 400;
    private const int TailMilliseconds = 5000;
    private const int Audible = 200;
    private const int TurnsPerCaller = 8;
    private static readonly string[] Voices = ["slt", "rms", "awb", "kal"];
    private readonly LocalTextToSpeech _voices = new();

    /// <summary>The turns as calls: each call is one caller's turns in order; some callers pause longer than others.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<TurnSample>>> SpeakAsync(IReadOnlyList<TurnLine> lines)
    {
        TurnLine[] order = [.. lines];
        random.Shuffle(order);
        IReadOnlyList<double> longest = new PauseModel(language, random).Longest(order.Length, i => (i / TurnsPerCaller % 3) switch { 0 => 0.1, 1 => 0.5, _ => 0.9 });
        var calls = new List<IReadOnlyList<TurnSample>>();
        foreach ((int caller, TurnLine[] turns) in order.Chunk(TurnsPerCaller).Index())
        {
            var call = new List<TurnSample>();
            foreach ((int i, TurnLine line) in turns.Index())
                call.Add(await SpeakAsync(line, longest[(caller * TurnsPerCaller) + i], Voices[caller % Voices.Length], caller));
            calls.Add(call);
        }

        return calls;
    }

    private async Task<TurnSample> SpeakAsync(TurnLine line, double longest, string voice, int seed)
    {
        IReadOnlyList<string> pieces = PauseSpots.Cut(line.Text, random.Next(1, 3), random);
        int longestAt = random.Next(Math.Max(1, pieces.Count - 1));
        List<short> sound = [.. Silence(LeadMilliseconds)];
        var words = new List<SpokenWord>();
        int start = 0;
        foreach ((int i, string piece) in pieces.Index())
        {
            if (i > 0)
                sound.AddRange(Silence(i - 1 == longestAt ? longest : longest * random.NextDouble() * 0.7));
            start = sound.Count;
            short[] spoken = Trim(await SayAsync(piece, voice));
            AddWords(words, piece, start, spoken.Length);
            sound.AddRange(spoken);
        }

        int end = sound.Count;
        short[] all = [.. sound, .. Silence(TailMilliseconds)];
        Muffling.Level(all, ChannelSettings.SpeechRms);
        short[] heard = PhoneChannel.Carry(all, new ChannelSettings(), seed);
        return new TurnSample(language, line.Awaited, heard, words, start, end, line.Slot is not AwaitedSlot.None);
    }

    private async Task<short[]> SayAsync(string text, string voice)
    {
        VoiceOptions options = language.StartsWith("hi", StringComparison.Ordinal) ? new(language) : new(language, voice);
        return (await _voices.SpeakWholeAsync(options, text, CancellationToken.None)).Samples();
    }

    /// <summary>A word ends where its share of the letters ends.</summary>
    private static void AddWords(List<SpokenWord> words, string piece, int start, int samples)
    {
        int letters = 0;
        foreach (string word in piece.Split(' '))
        {
            letters += word.Length + 1;
            words.Add(new SpokenWord(word.Trim('.', ',', '?', ';', '।').ToLowerInvariant(), start + (int)((long)samples * letters / (piece.Length + 1))));
        }
    }

    private static short[] Trim(short[] sound)
    {
        int from = Array.FindIndex(sound, s => Math.Abs((int)s) > Audible), to = Array.FindLastIndex(sound, s => Math.Abs((int)s) > Audible);
        return from < 0 ? sound : sound[from..(to + 1)];
    }

    private static short[] Silence(double milliseconds) => new short[PhoneAudio.Samples(TimeSpan.FromMilliseconds(milliseconds))];
}
