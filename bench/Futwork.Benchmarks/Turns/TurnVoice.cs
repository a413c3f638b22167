using Futwork.Benchmarks.Phone;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Turns;

namespace Futwork.Benchmarks.Turns;

/// <summary>Speaks written turns with pauses in them, over the phone.</summary>
internal sealed class TurnVoice(string language, IReadOnlyList<string> voices, Random random)
{
    private const int LeadMilliseconds = 400;
    private const int TailMilliseconds = 5000;
    private const int TurnsPerCaller = 8;
    private static readonly int Fade = PhoneAudio.Samples(TimeSpan.FromMilliseconds(30));
    private readonly Dictionary<(string, string), WholeTurn> _spoken = [];

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
                call.Add(await SpeakAsync(line, longest[(caller * TurnsPerCaller) + i], voices[caller % voices.Count], caller));
            calls.Add(call);
        }

        return calls;
    }

    private async Task<TurnSample> SpeakAsync(TurnLine line, double longest, string voice, int seed)
    {
        string[] written = line.Text.Split(' ');
        IReadOnlyList<Range> pieces = PauseSpots.Cut(written, random.Next(1, 3), random);
        WholeTurn whole = await SayAsync(line.Text, voice);
        int longestAt = random.Next(Math.Max(1, pieces.Count - 1));
        List<short> sound = [.. Silence(LeadMilliseconds)];
        var words = new List<SpokenWord>();
        int start = 0;
        foreach ((int i, Range piece) in pieces.Index())
        {
            if (i > 0)
                sound.AddRange(Silence(i - 1 == longestAt ? longest : longest * random.NextDouble() * 0.7));
            start = sound.Count;
            int first = whole.Words[piece.Start.Value].Start;
            words.AddRange(written[piece].Zip(whole.Words.Take(piece), (word, at) => new SpokenWord(Bare(word), start + at.End - first)));
            sound.AddRange(Faded(whole.Sound[first..whole.Words[piece.End.Value - 1].End]));
        }

        int end = sound.Count;
        short[] all = [.. sound, .. Silence(TailMilliseconds)];
        Muffling.Level(all, ChannelSettings.SpeechRms);
        short[] heard = PhoneChannel.Carry(all, new ChannelSettings(), seed);
        return new TurnSample(language, line.Awaited, heard, words, start, end, line.Slot is not SlotType.None);
    }

    private async Task<WholeTurn> SayAsync(string text, string voice)
    {
        if (!_spoken.TryGetValue((text, voice), out WholeTurn? whole))
            _spoken[(text, voice)] = whole = language.StartsWith("hi", StringComparison.Ordinal) ? await WholeTurn.HindiAsync(text, voice) : await WholeTurn.EnglishAsync(text, voice);
        return whole;
    }

    private static string Bare(string word) => word.Trim('.', ',', '?', ';', '।').ToLowerInvariant();

    /// <summary>A cut into running speech would click.</summary>
    private static short[] Faded(short[] piece)
    {
        for (int i = 1; i <= Math.Min(Fade, piece.Length); i++)
            piece[^i] = (short)(piece[^i] * i / Fade);
        return piece;
    }

    private static short[] Silence(double milliseconds) => new short[PhoneAudio.Samples(TimeSpan.FromMilliseconds(milliseconds))];
}
