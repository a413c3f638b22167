using Futwork.Realtime.Conversation.Answering;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;

namespace Futwork.Tests.Realtime.Conversation.Answering;

/// <summary>
/// How somebody or something answers, written in short: <c>500-1200 hello</c> is speech with its words, <c>500-1200</c> speech that was
/// not understood, <c>9000-9500@1000</c> a tone of 1,000 Hz; parted by bars. Plays it to a detector as the ears would.
/// </summary>
internal sealed class Greeting
{
    private const int GateCloses = 256;
    private const int WordsArrive = 400;

    private readonly SortedDictionary<int, List<Action<AnsweringDetector>>> _plan = [];

    public Greeting(string script)
    {
        foreach (string part in script.Split('|', StringSplitOptions.TrimEntries))
        {
            int space = part.IndexOf(' ');
            string sound = space < 0 ? part : part[..space];
            string? words = space < 0 ? null : part[(space + 1)..];
            int[] numbers = [.. sound.Split('-', '@').Select(int.Parse)];
            if (sound.Contains('@'))
                At(numbers[1] + 32, d => d.Heard(new Tone(numbers[2], Ms(numbers[0]), Ms(numbers[1]))));
            else
                Speech(numbers[0], numbers[1], words);
        }
    }

    /// <summary>Where the last sound ended, in milliseconds.</summary>
    public int End { get; private set; }

    /// <summary>The last verdict by the end, and when a verdict first was of its kind and as certain as that takes.</summary>
    public (AnsweringVerdict Verdict, int At) Play(int until)
    {
        var detector = new AnsweringDetector();
        var history = new List<(AnsweringVerdict Verdict, int At)>();
        for (int now = 0; now <= until; now++)
        {
            bool happened = _plan.TryGetValue(now, out List<Action<AnsweringDetector>>? actions);
            actions?.ForEach(act => act(detector));
            if (happened || detector.Due <= Ms(now))
                history.Add((detector.Decide(Ms(now)), now));
        }

        AnsweringVerdict last = detector.Verdict;
        int since = history.FindLastIndex(h => h.Verdict.Kind != last.Kind || h.Verdict.IsVoicemail != last.IsVoicemail) + 1;
        return (last, since < history.Count ? history[since].At : 0);
    }

    private void Speech(int from, int to, string? words)
    {
        At(from + 64, d => d.SpeechBegan(Ms(from)));
        At(to + GateCloses, d => d.SpeechEnded(Ms(to)));
        if (words is not null)
            At(to + WordsArrive, d => d.Heard(new RecognitionResult(words, true)));
        End = Math.Max(End, to);
    }

    private void At(int millisecond, Action<AnsweringDetector> act)
    {
        if (!_plan.TryGetValue(millisecond, out List<Action<AnsweringDetector>>? actions))
            _plan[millisecond] = actions = [];
        actions.Add(act);
    }

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
