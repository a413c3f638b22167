using Futwork.Realtime.Conversation.Understanding;

namespace Futwork.Tests.Realtime.Conversation.Understanding;

public sealed class SpokenNumberTests
{
    [Theory]
    [InlineData("two lakh fifty thousand", "250000")]
    [InlineData("about two lakhs fifty thousand rupees", "250000")]
    [InlineData("one point five crore", "15000000")]
    [InlineData("2.5 lakh", "250000")]
    [InlineData("2,50,000", "250000")]
    [InlineData("twenty five", "25")]
    [InlineData("twenty five hundred", "2500")]
    [InlineData("two hundred and fifty six", "256")]
    [InlineData("a hundred", "100")]
    [InlineData("zero", "0")]
    [InlineData("nine eight double seven", "9877")]
    [InlineData("double seven", "77")]
    [InlineData("two thousand crore", "20000000000")]
    [InlineData("dhai lakh", "250000")]
    [InlineData("paanch hazaar", "5000")]
    [InlineData("I think thirty maybe", "30")]
    [InlineData("seven and a half", "7")]
    public void Reads_amounts_and_counts(string text, string number) => SpokenNumber.Read(Words.Split(text)).ShouldBe(number);

    [Theory]
    [InlineData("I do not know")]
    [InlineData("and")]
    [InlineData("")]
    [InlineData("billion billion billion billion")]
    public void Finds_no_number_where_there_is_none(string text) => SpokenNumber.Read(Words.Split(text)).ShouldBeNull();

    [Theory]
    [InlineData("nine eight double seven", "9877")]
    [InlineData("triple nine oh one", "99901")]
    [InlineData("ninety eight seventy six fifty four", "987654")]
    [InlineData("98765 43210", "9876543210")]
    [InlineData("my number is nine eight seven six", "9876")]
    [InlineData("nine hundred ten", "90010")]
    [InlineData("forty", "40")]
    [InlineData("hello", "")]
    public void Reads_dictated_digits(string text, string digits) => SpokenDigits.Read(Words.Split(text)).ShouldBe(digits);
}
