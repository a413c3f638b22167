using Futwork.Providers.Local.Sphinx.Language;
using Futwork.Realtime.Speech;

namespace Futwork.Tests.Providers.Local.Sphinx.Language;

public sealed class ExpectedSpeechTests
{
    [Fact]
    public void Only_the_phrases_means_nothing_else()
    {
        var book = ExpectedSpeech.Of(new Expectation { Phrases = ["Queen of hearts"], Content = ExpectedContent.None });
        book.Sentences.ShouldContain(sentence => string.Join(' ', sentence.Words) == "queen of hearts");
        book.Vocabulary().ShouldNotContain("wrong");
    }

    [Theory]
    [InlineData(ExpectedContent.YesNo, "haan ji")]
    [InlineData(ExpectedContent.Number, "two lakh")]
    [InlineData(ExpectedContent.Date, "day after tomorrow")]
    [InlineData(ExpectedContent.FreeText, "tell me more")]
    [InlineData(ExpectedContent.Number, "wrong number")]
    public void Each_content_brings_its_own_sentences(ExpectedContent content, string sentence) =>
        Sentences(new Expectation { Content = content }).ShouldContain(line => line.Contains(sentence, StringComparison.Ordinal));

    [Fact]
    public void A_name_stands_alone_and_in_its_usual_places()
    {
        var sentences = Sentences(new Expectation { Words = ["Sri Lanka"] });
        sentences.ShouldContain("sri lanka");
        sentences.ShouldContain("i live in sri lanka");
    }

    [Fact]
    public void Nothing_expected_still_hears_the_everyday() => Sentences(new Expectation { Content = ExpectedContent.None }).ShouldContain("hello");

    private static List<string> Sentences(Expectation expectation) => [.. ExpectedSpeech.Of(expectation).Sentences.Select(sentence => string.Join(' ', sentence.Words))];
}
