using Futwork.Realtime.Audio;
using Futwork.Realtime.Conversation.Speaking;
using Futwork.Realtime.Speech;

namespace Futwork.Tests.Realtime.Conversation.Speaking;

/// <summary>
/// Whatever happens in whatever order, what the ledger calls heard is the text whose sound was played, cut at a word. The oracle looks
/// at nothing but the samples on the line: every word has a value of its own there.
/// </summary>
public sealed class LedgerPropertyTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Heard_is_what_was_played_for_any_interleaving(bool timed)
    {
        for (int seed = 0; seed < 4000; seed++)
            new Run(seed, timed).Check();
    }

    private sealed class Run
    {
        private readonly Random _random;
        private readonly bool _timed;
        private readonly PlayoutQueue _queue;
        private readonly List<Script> _scripts = [];
        private readonly List<short> _line = [];
        private readonly Dictionary<int, int> _closed = [];
        private readonly int _seed;
        private short _lastWord;

        public Run(int seed, bool timed)
        {
            (_seed, _timed, _random) = (seed, timed, new Random(seed));
            _queue = new PlayoutQueue((_, _) => { }, (u, _) => _closed[u.Id] = _closed.GetValueOrDefault(u.Id) + 1);
        }

        public void Check()
        {
            for (int step = 0; step < 60; step++)
                Step(_random.Next(12));
            if (_random.Next(2) == 0)
                _scripts.ForEach(s => s.Utterance.Cancel());
            Play(_random.Next(3));
            _queue.CloseAll();
            foreach (Script script in _scripts)
            {
                _closed.GetValueOrDefault(script.Utterance.Id).ShouldBe(1, $"seed {_seed}");
                script.Utterance.Heard.ShouldBe(script.HeardOn(_line, _timed), $"seed {_seed}, '{script.Utterance.Text}'");
            }
        }

        private void Step(int choice)
        {
            switch (choice)
            {
                case 0 when _lastWord < 50: Add(); break;
                case 1: _queue.IsPaused = true; break;
                case 2 or 3: _queue.IsPaused = false; break;
                case 4 when _random.Next(6) == 0: _scripts.ForEach(s => s.Utterance.Cancel()); break;
                case 5 when _scripts.Count > 0 && _random.Next(4) == 0: _scripts[_random.Next(_scripts.Count)].Utterance.Cancel(); break;
                case < 9: _scripts.ForEach(s => s.Append(_random.Next(3), _timed)); break;
                default: Play(1 + _random.Next(4)); break;
            }
        }

        private void Add()
        {
            int[] words = [.. Enumerable.Range(0, 1 + _random.Next(5)).Select(_ => 100 + _random.Next(900))];
            var script = new Script(_scripts.Count, words, (short)(_lastWord + 1));
            _lastWord += (short)words.Length;
            _scripts.Add(script);
            _queue.Add(script.Utterance);
        }

        private void Play(int frames)
        {
            Span<short> frame = stackalloc short[PhoneAudio.FrameSamples];
            for (int i = 0; i < frames; i++)
            {
                frame.Clear();
                _queue.Play(frame);
                _line.AddRange(frame);
            }
        }
    }

    /// <summary>An utterance of equally long words, each with as many samples as given and a value of its own.</summary>
    private sealed class Script(int id, int[] samples, short firstWord)
    {
        private const string Word = "word";
        private int _appended;
        private int _at;

        public Utterance Utterance { get; } = new(id, string.Join(' ', samples.Select(_ => Word)));

        public void Append(int words, bool timed)
        {
            for (; words > 0 && _appended < samples.Length && !Utterance.IsCancelled; words--, _appended++)
            {
                short[] pcm = new short[samples[_appended]];
                Array.Fill(pcm, (short)(firstWord + _appended));
                int text = _appended * (Word.Length + 1);
                WordTiming[] timing = timed ? [new WordTiming(text, text + Word.Length, _at, _at + pcm.Length)] : [];
                _at += pcm.Length;
                Utterance.Append(new SpeechAudio(pcm, timing));
            }

            if (_appended == samples.Length)
                Utterance.Complete();
        }

        /// <summary>With known places, words whose samples all lie on the line in one run; without, in proportion to the samples on the line.</summary>
        public string HeardOn(List<short> line, bool timed)
        {
            int whole = timed ? samples.Select((length, i) => LongestRun(line, (short)(firstWord + i)) >= length).TakeWhile(b => b).Count() : InProportion(line);
            return string.Join(' ', Enumerable.Repeat(Word, whole));
        }

        private int InProportion(List<short> line)
        {
            long played = line.Count(s => s >= firstWord && s < firstWord + samples.Length);
            bool isComplete = _appended == samples.Length;
            int characters = Utterance.Text.Length;
            long total = isComplete ? samples.Sum() : Math.Max(samples.Take(_appended).Sum(), characters * (PhoneAudio.SampleRate / 15.0) is var guess ? (long)guess : 0);
            if (played == 0)
                return 0;
            return isComplete && played == total ? samples.Length : (int)(characters * played / total) / (Word.Length + 1) + (IsAtEndOfWord((int)(characters * played / total)) ? 1 : 0);
        }

        private static bool IsAtEndOfWord(int index) => index % (Word.Length + 1) == Word.Length;

        private static int LongestRun(List<short> line, short value)
        {
            int longest = 0, run = 0;
            foreach (short sample in line)
                longest = Math.Max(longest, run = sample == value ? run + 1 : 0);
            return longest;
        }
    }
}
