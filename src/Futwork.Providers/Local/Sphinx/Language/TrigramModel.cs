using System.Globalization;

namespace Futwork.Providers.Local.Sphinx.Language;

/// <summary>
/// A back-off trigram model in ARPA format. How likely a word is after others comes from the weights of the sentences; how much is kept
/// for words never seen there comes from counts, by absolute discounting.
/// </summary>
internal sealed class TrigramModel
{
    // Little is kept for the unseen: on a phone line the words run into one another, and a loose model fills them with anything.
    private const double Discount = 0.1;
    private const string Begin = "<s>";
    private const string End = "</s>";
    private readonly List<string> _words = [Begin, End];
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal) { [Begin] = 0, [End] = 1 };
    private readonly Dictionary<long, Followers> _histories = [];

    private TrigramModel(SentenceBook book, IReadOnlyCollection<string> vocabulary)
    {
        foreach (var word in vocabulary)
        {
            _ids.Add(word, _words.Count);
            _words.Add(word);
        }

        foreach (var (words, weight) in book.Sentences)
            Count([0, .. words.Where(_ids.ContainsKey).Select(word => _ids[word]), 1], weight);
    }

    /// <summary>Writes the model of a book's sentences over the words of <paramref name="vocabulary"/>.</summary>
    public static void Write(SentenceBook book, IReadOnlyCollection<string> vocabulary, TextWriter arpa) => new TrigramModel(book, vocabulary).Write(arpa);

    private static long Pair(int before, int last) => ((long)(before + 1) << 32) | (uint)(last + 1);

    // A history of one word stands as (nothing, word), the empty one as (nothing, nothing).
    private static long Single(int last) => Pair(-1, last);

    private void Count(int[] sentence, double weight)
    {
        for (var at = 1; at < sentence.Length; at++)
        {
            After(Single(-1)).Add(sentence[at], weight);
            After(Single(sentence[at - 1])).Add(sentence[at], weight);
            if (at > 1)
                After(Pair(sentence[at - 2], sentence[at - 1])).Add(sentence[at], weight);
        }
    }

    private Followers After(long history)
    {
        if (!_histories.TryGetValue(history, out var followers))
            _histories[history] = followers = new Followers();
        return followers;
    }

    private void Write(TextWriter arpa)
    {
        var bigrams = _histories.Where(pair => pair.Key >> 32 is 0 && (int)(uint)pair.Key is not 0).ToList();
        var trigrams = _histories.Where(pair => pair.Key >> 32 is not 0).ToList();
        arpa.Write($"\\data\\\nngram 1={_words.Count}\nngram 2={bigrams.Sum(pair => pair.Value.Types)}\nngram 3={trigrams.Sum(pair => pair.Value.Types)}\n");
        arpa.Write("\n\\1-grams:\n");
        for (var word = 0; word < _words.Count; word++)
            arpa.Write($"{Log(word is 0 ? 0 : Unigram(word))} {_words[word]} {Log(BackOff(Single(word), Unigram))}\n");
        arpa.Write("\n\\2-grams:\n");
        foreach (var (history, followers) in bigrams)
            WriteBigrams(arpa, (int)(uint)history - 1, followers);
        arpa.Write("\n\\3-grams:\n");
        foreach (var (history, followers) in trigrams)
            foreach (var word in followers.Words)
                arpa.Write($"{Log(followers.Probability(word))} {_words[(int)(history >> 32) - 1]} {_words[(int)(uint)history - 1]} {_words[word]}\n");
        arpa.Write("\n\\end\\\n");
    }

    private void WriteBigrams(TextWriter arpa, int first, Followers followers)
    {
        foreach (var word in followers.Words)
        {
            var backOff = word is 1 ? "" : " " + Log(BackOff(Pair(first, word), next => Bigram(word, next)));
            arpa.Write($"{Log(followers.Probability(word))} {_words[first]} {_words[word]}{backOff}\n");
        }
    }

    private double Unigram(int word)
    {
        var all = _histories[Single(-1)];
        return all.Probability(word) + all.Kept / (_words.Count - 1);
    }

    private double Bigram(int before, int word)
    {
        if (!_histories.TryGetValue(Single(before), out var followers))
            return Unigram(word);
        var seen = followers.Probability(word);
        return seen > 0 ? seen : BackOff(Single(before), Unigram) * Unigram(word);
    }

    // What is kept for unseen words, over what the shorter history gives them.
    private double BackOff(long history, Func<int, double> shorter)
    {
        if (!_histories.TryGetValue(history, out var followers))
            return 1;
        var unseen = 1 - followers.Words.Sum(shorter);
        return unseen > 1e-9 ? followers.Kept / unseen : 1;
    }

    private static string Log(double probability) => (probability <= 0 ? -99 : Math.Log10(probability)).ToString("F4", CultureInfo.InvariantCulture);

    /// <summary>What follows one history.</summary>
    private sealed class Followers
    {
        private readonly Dictionary<int, double> _weights = [];
        private double _weight;
        private int _count;

        public int Types => _weights.Count;

        public IEnumerable<int> Words => _weights.Keys;

        /// <summary>The share kept for words not seen here.</summary>
        public double Kept => Discount * _weights.Count / _count;

        public void Add(int word, double weight)
        {
            _weights[word] = _weights.GetValueOrDefault(word) + weight;
            _weight += weight;
            _count++;
        }

        public double Probability(int word) => _weights.GetValueOrDefault(word) / _weight * (1 - Kept);
    }
}
