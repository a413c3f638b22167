using Futwork.Providers.Local.Text;

namespace Futwork.Tests.Providers.Local.Text;

public sealed class EnglishTextTests
{
    [Theory]
    [InlineData("hello,", "hello,")]
    [InlineData("₹500", "rupees 500")]
    [InlineData("Rs.500", "rupees 500")]
    [InlineData("Rs", "rupees")]
    [InlineData("1,50,000", "1 lakh 50000")]
    [InlineData("₹2,00,00,000.", "rupees 2 crore.")]
    [InlineData("150,000", "150,000")]
    [InlineData("+919876543210", "plus 9 1 9 8 7 6 5 4 3 2 1 0")]
    [InlineData("123456", "123456")]
    [InlineData("2026-11-23.", "23 November 2026.")]
    [InlineData("2026-13-45", "2026-13-45")]
    [InlineData("“José’s”", "Jose's")]
    [InlineData("&", "and")]
    [InlineData("—", "")]
    [InlineData("नमस्ते", "")]
    public void A_word_becomes_what_flite_can_say(string word, string spoken) =>
        EnglishText.Speakable(word).ShouldBe(spoken);
}
