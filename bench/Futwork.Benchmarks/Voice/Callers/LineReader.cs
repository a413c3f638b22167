using System.Globalization;
using System.Text.RegularExpressions;
using Futwork.Benchmarks.Phone;
using Futwork.Benchmarks.Voice.Engines;
using Futwork.Realtime.Audio;

namespace Futwork.Benchmarks.Voice.Callers;

/// <summary>
/// Turns a line of a script into sound. <c>[700]</c> is a pause of so many milliseconds, <c>[cough]</c> and <c>[sniff]</c> are sounds
/// without words, <c>{um}</c> is a word that counts as a vocal tic; all else is spoken.
/// </summary>
internal sealed partial class LineReader(SpokenSounds sounds, string voice)
{
    private readonly List<short> _pcm = [];
    private readonly List<SoundWord> _words = [];
    private readonly List<(int Start, int End)> _tics = [];

    /// <summary>The sound of a line, as loud as people speak into a phone.</summary>
    public static async Task<CallerSound> ReadAsync(SpokenSounds sounds, string voice, string line)
    {
        var reader = new LineReader(sounds, voice);
        foreach (Match part in Parts().Matches(line))
            await reader.AddAsync(part.Value.Trim());
        return new CallerSound([.. reader._pcm], reader._words, reader._tics);
    }

    /// <summary>A text as a recogniser writes it.</summary>
    public static string Plain(string text) =>
        string.Join(' ', NotWords().Replace(text.ToLower(CultureInfo.InvariantCulture), " ").Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private async Task AddAsync(string part)
    {
        int start = _pcm.Count;
        switch (part)
        {
            case "[cough]" or "[sniff]":
                _pcm.AddRange(part == "[cough]" ? BodySounds.Cough(start) : BodySounds.Sniff(start));
                _tics.Add((start, _pcm.Count));
                return;
            case ['[', .. var pause, ']']:
                _pcm.AddRange(new short[PhoneAudio.Samples(TimeSpan.FromMilliseconds(int.Parse(pause, CultureInfo.InvariantCulture)))]);
                return;
            case ['{', .. var tic, '}']:
                await SpeakAsync(tic);
                _tics.Add((start, _pcm.Count));
                return;
            case var silent when Plain(silent).Length == 0:
                return;
            case var hum when Plain(hum) is "mm hmm":
                _pcm.AddRange(BodySounds.Hum(voice.Sum(c => c)));
                _words.Add(new SoundWord("mm", start, start + (int)(0.2 * PhoneAudio.SampleRate)));
                _words.Add(new SoundWord("hmm", start + (int)(0.22 * PhoneAudio.SampleRate), _pcm.Count));
                return;
            default:
                await SpeakAsync(part);
                return;
        }
    }

    private async Task SpeakAsync(string text)
    {
        CallerSound spoken = (await sounds.OfAsync(text, voice)).Trimmed();
        short[] pcm = [.. spoken.Pcm];
        Muffling.Level(pcm, ChannelSettings.SpeechRms);
        _words.AddRange(spoken.Words.Select(w => w.After(_pcm.Count)));
        _pcm.AddRange(pcm);
    }

    [GeneratedRegex(@"\[[^\]]*\]|\{[^}]*\}|[^\[\{]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Parts();

    [GeneratedRegex(@"[^\p{L}\p{M}\p{N}' ]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NotWords();
}
