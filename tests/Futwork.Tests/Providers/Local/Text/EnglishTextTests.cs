using Futwork.Providers.Local.Text;

namespace Futwork.Tests.Providers.Local.Text;

public sealed class EnglishTextTests
{
    [Theory]
    [InlineData("hello,", "hello,")]
    [InlineData("don’t", "don't")]
    [InlineData("2026-13-45", "2026-13-45")]
    [InlineData("“José’s”", "Jose's")]
    [InlineData("&", "")]
    [InlineData("—", "")]
    [InlineData("नमस्ते", "")]
    public void A_word_becomes_what_flite_can_say(string word, string spoken) =>
        EnglishText.Speakable(word).ShouldBe(spoken);

    [Theory]
    [InlineData("Hello", '!', "Hello!!!")]
    [InlineData("A", '.', "A...")]
    [InlineData("wait", '…', "wait...")]
    [InlineData("", '!', "")]
    public void Of_marks_without_an_end_three_are_left(string word, char mark, string spoken) =>
        EnglishText.Speakable(word + new string(mark, 400)).ShouldBe(spoken);

    [Fact]
    public void What_follows_marks_without_an_end_is_said() =>
        EnglishText.Speakable("Total:" + new string('=', 400) + "500").ShouldBe("Total:==500");

    [Theory]
    [InlineData("a1")]
    [InlineData("ha")]
    [InlineData("7")]
    public void A_word_without_an_end_is_split_and_its_rest_is_left_out(string beginning)
    {
        var spoken = new SpokenWord(0, 40_000, EnglishText.Speakable(Endless(beginning)));

        spoken.Spoken.Split(' ').Select(part => part.Length).ShouldBe([60, 60, 60, 60]);
        spoken.Count.ShouldBe(4);
    }

    [Fact]
    public void A_long_word_is_split_behind_a_mark_where_it_has_one() =>
        EnglishText.Speakable("Mumbai,Kolkata,Hyderabad,Ahmedabad,Visakhapatnam,Chennai,Bengaluru,Pune")
            .ShouldBe("Mumbai,Kolkata,Hyderabad,Ahmedabad,Visakhapatnam,Chennai, Bengaluru,Pune");

    [Fact]
    public void Marks_that_a_split_leaves_alone_are_not_said() =>
        EnglishText.Speakable(new string('x', 60) + "!?").ShouldBe(new string('x', 60));

    private static string Endless(string beginning) => string.Concat(Enumerable.Repeat(beginning, 40_000 / beginning.Length));
}
