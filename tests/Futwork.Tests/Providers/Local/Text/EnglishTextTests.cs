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
}
