using System.Globalization;
using Futwork.Providers.Local.Sphinx.Language;

namespace Futwork.Tests.Providers.Local.Sphinx.Language;

/// <summary>Reads the ARPA file back by the format's own rules.</summary>
public sealed class TrigramModelTests
{
    private static readonly Arpa Model = Write(("call me later", 2), ("call me back", 1), ("call later", 1), ("yes", 4), ("yes please", 1));

    [Fact]
    public void After_every_history_the_probabilities_add_up_to_one()
    {
        string[] words = ["call", "me", "later", "back", "yes", "please", "</s>"];
        string[][] histories = [[], ["call"], ["call", "me"], ["<s>", "call"], ["yes", "call"], ["me", "yes"], ["please", "back"]];
        foreach (var history in histories)
            words.Sum(word => Model.Probability(history, word)).ShouldBe(1, 0.002, string.Join(' ', history));
    }

    [Fact]
    public void What_was_given_more_weight_is_likelier()
    {
        Model.Probability(["call", "me"], "later").ShouldBeGreaterThan(1.9 * Model.Probability(["call", "me"], "back"));
        Model.Probability(["<s>"], "yes").ShouldBeGreaterThan(Model.Probability(["<s>"], "call"));
    }

    [Fact]
    public void What_was_never_said_is_possible_and_unlikely() =>
        Model.Probability(["<s>", "yes"], "later").ShouldBeInRange(1e-6, 0.1);

    [Fact]
    public void The_counts_in_the_head_are_those_of_the_sections() => Model.Declared.ShouldBe(Model.Listed);

    [Fact]
    public void A_word_without_a_pronunciation_is_left_out_of_its_sentence()
    {
        var book = new SentenceBook();
        book.Add([["call", "zzz", "back"]], 1);
        var text = new StringWriter();
        TrigramModel.Write(book, ["call", "back"], text);
        text.ToString().ShouldContain("call back");
        text.ToString().ShouldNotContain("zzz");
    }

    private static Arpa Write(params (string Sentence, double Weight)[] sentences)
    {
        var book = new SentenceBook();
        foreach (var (sentence, weight) in sentences)
            book.Add([sentence.Split(' ')], weight);
        var text = new StringWriter();
        TrigramModel.Write(book, book.Vocabulary(), text);
        return new Arpa(text.ToString());
    }

    private sealed class Arpa
    {
        private readonly Dictionary<string, (double Probability, double BackOff)> _grams = new(StringComparer.Ordinal);

        public Arpa(string text)
        {
            foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                if (line.StartsWith("ngram ", StringComparison.Ordinal))
                    Declared.Add(int.Parse(line.Split('=')[1], CultureInfo.InvariantCulture));
                else if (line.EndsWith("-grams:", StringComparison.Ordinal))
                    Listed.Add(0);
                else if (line[0] is not '\\')
                    Read(line.Split(' '), order: Listed.Count);
            }
        }

        public List<int> Declared { get; } = [];

        public List<int> Listed { get; } = [];

        public double Probability(string[] history, string word)
        {
            if (_grams.TryGetValue(string.Join(' ', [.. history, word]), out var seen))
                return Math.Pow(10, seen.Probability);
            return Math.Pow(10, _grams.GetValueOrDefault(string.Join(' ', history)).BackOff) * Probability(history[1..], word);
        }

        private void Read(string[] fields, int order)
        {
            Listed[^1]++;
            double Number(int at) => at < fields.Length ? double.Parse(fields[at], CultureInfo.InvariantCulture) : 0;
            _grams[string.Join(' ', fields.Skip(1).Take(order))] = (Number(0), Number(order + 1));
        }
    }
}
