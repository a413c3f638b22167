using Futwork.Providers.Local.Sphinx.Language;

namespace Futwork.Tests.Providers.Local.Sphinx.Language;

public sealed class SpokenFormTests
{
    [Theory]
    [InlineData("I'm interested!", "i'm interested")]
    [InlineData("24 hours", "twenty four hours")]
    [InlineData("Plan B2", "plan b two")]
    [InlineData("Pay 2500 by 5 pm.", "pay two thousand five hundred by five pm")]
    [InlineData("9876543210", "nine eight seven six five four three two one zero")]
    [InlineData("007", "zero zero seven")]
    [InlineData("'quoted' – and—dashed", "quoted and dashed")]
    [InlineData("?!", "")]
    public void A_text_becomes_words_as_they_are_spoken(string text, string words) => string.Join(' ', SpokenForm.Words(text)).ShouldBe(words);

    [Theory]
    [InlineData(0, "zero")]
    [InlineData(19, "nineteen")]
    [InlineData(42, "forty two")]
    [InlineData(305, "three hundred five")]
    [InlineData(12500, "twelve thousand five hundred")]
    [InlineData(250000, "two lakh fifty thousand")]
    public void Numbers_are_said_as_in_India(int number, string words) => SpokenNumbers.Say(number).ShouldBe(words);

    [Fact]
    public void Digit_strings_hold_every_pair_of_digits()
    {
        var pairs = SpokenNumbers.DigitStrings().Select(digits => digits.Split(' ')).SelectMany(words => words.Zip(words.Skip(1))).ToHashSet();
        foreach (var first in SpokenNumbers.Digits)
            foreach (var second in SpokenNumbers.Digits)
                pairs.ShouldContain((first, second));
    }
}
