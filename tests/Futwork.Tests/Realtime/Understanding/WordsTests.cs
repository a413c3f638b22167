using Futwork.Realtime.Understanding;

namespace Futwork.Tests.Realtime.Understanding;

public sealed class WordsTests
{
    [Theory]
    [InlineData("50k", "50 k")]
    [InlineData("₹2.5L or 10lakh", "2.5 l or 10 lakh")]
    [InlineData("4:30pm, in 2hrs", "4 30 pm in 2 hrs")]
    [InlineData("5बजे", "5 बजे")]
    [InlineData("the 5th, 2nd floor, 4g, b2b", "the 5th 2nd floor 4g b2b")]
    public void A_number_and_what_it_counts_are_two_words(string text, string words) => string.Join(' ', Words.Split(text)).ShouldBe(words);

    [Theory]
    [InlineData("1", "1 or 10 or 21, or 1.", "X or 10 or 21, or X.")]
    [InlineData("four", "four and fourteen", "X and fourteen")]
    [InlineData("9 8", "it is 9 8 98 9 8", "it is X 98 X")]
    [InlineData("1 1", "1 1 1", "X 1")]
    [InlineData("12#", "(pressed 12#.) and 112#", "(pressed X.) and 112#")]
    [InlineData("दो", "दो दोस्त, दो", "X दोस्त, X")]
    [InlineData("प", "पाँच प", "पाँच X")]
    [InlineData("no", "yes", "yes")]
    public void Only_whole_words_are_replaced(string said, string text, string replaced) => Words.Replace(text, said, "X").ShouldBe(replaced);
}
