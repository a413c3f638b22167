using Futwork.Providers.Local.Text;

namespace Futwork.Tests.Providers.Local.Text;

public sealed class SentencesTests
{
    [Theory]
    [InlineData("One. Two! Three?", "One.|Two!|Three?")]
    [InlineData("A. Rao has 500 rupees. Thanks.", "A. Rao has 500 rupees.|Thanks.")]
    [InlineData("He said \"go.\" Then left", "He said \"go.\"|Then left")]
    [InlineData("नमस्ते। आप कैसे हैं?", "नमस्ते।|आप कैसे हैं?")]
    [InlineData("First line\nsecond line", "First line|second line")]
    [InlineData("J. Smith owes 3.5 percent.", "J. Smith owes 3.5 percent.")]
    [InlineData("  ", "")]
    public void A_text_is_cut_where_a_sentence_ends(string text, string pieces) => Pieces(text).ShouldBe(pieces);

    [Fact]
    public void A_long_sentence_is_cut_at_a_comma_and_an_endless_one_anyway()
    {
        var commas = string.Join(' ', Enumerable.Repeat("one two three four five six seven eight nine ten,", 4));
        Sentences.Split(commas, word => word).Select(piece => piece.Count).ShouldBe([30, 10]);
        var endless = string.Join(' ', Enumerable.Repeat("word", 100));
        Sentences.Split(endless, word => word).Select(piece => piece.Count).ShouldBe([40, 40, 20]);
    }

    [Fact]
    public void A_word_that_is_said_in_several_words_counts_as_several()
    {
        var words = string.Join(' ', Enumerable.Repeat("word", 20));
        Sentences.Split(words, _ => "one two three four").Select(piece => piece.Count).ShouldBe([10, 10]);
    }

    private static string Pieces(string text) => string.Join('|', Sentences.Split(text, word => word)
        .Select(piece => text[piece[0].Start..piece[^1].End]));
}
