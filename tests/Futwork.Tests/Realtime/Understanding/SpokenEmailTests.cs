using Futwork.Realtime.Understanding;

namespace Futwork.Tests.Realtime.Understanding;

public sealed class SpokenEmailTests
{
    [Theory]
    [InlineData("john dot smith at example dot com", "john.smith@example.com")]
    [InlineData("my email is anna at the rate gmail dot com", "anna@gmail.com")]
    [InlineData("it's a b c underscore two one at yahoo dot co dot in", "abc_21@yahoo.co.in")]
    [InlineData("smith gmail dot com", "smith@gmail.com")]
    [InlineData("asha das at gmail dot com", "ashadas@gmail.com")]
    [InlineData("John.Smith@Example.com.", "john.smith@example.com")]
    [InlineData("john dot smith", null)]
    [InlineData("call me at five", null)]
    [InlineData("john at gmail dot", null)]
    public void An_address_is_read_once_it_is_whole(string text, string? address) => SpokenEmail.Read(text).ShouldBe(address);

    [Theory]
    [InlineData("nine eight seven six five four three two one zero", null, "9876543210")]
    [InlineData("plus nine one nine eight seven six five four three two one zero", 10, "+919876543210")]
    [InlineData("nine eight seven", null, null)]
    [InlineData("nine eight seven six", 10, null)]
    public void A_phone_number_is_read_once_it_has_its_digits(string text, int? digits, string? number) => SpokenPhone.Read(text, digits).ShouldBe(number);
}
