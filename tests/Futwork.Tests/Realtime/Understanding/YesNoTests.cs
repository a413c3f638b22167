using Futwork.Realtime.Understanding;

namespace Futwork.Tests.Realtime.Understanding;

public sealed class YesNoTests
{
    [Theory]
    [InlineData("Yes.")]
    [InlineData("yes please")]
    [InlineData("yeah sure go ahead")]
    [InlineData("Okay, tell me")]
    [InlineData("no problem")]
    [InlineData("why not")]
    [InlineData("no I mean yes")]
    [InlineData("I don't mind")]
    [InlineData("that's right")]
    [InlineData("haan ji")]
    [InlineData("haanji boliye")]
    [InlineData("ji")]
    [InlineData("theek hai")]
    [InlineData("bilkul")]
    [InlineData("जी हाँ")]
    [InlineData("speaking")]
    public void Says_yes(string text) => YesNo.Read(Words.Split(text)).ShouldBe(true);

    [Theory]
    [InlineData("No!")]
    [InlineData("no thank you")]
    [InlineData("not really")]
    [InlineData("not right now")]
    [InlineData("yeah no")]
    [InlineData("yes but not now")]
    [InlineData("I'm not interested")]
    [InlineData("I don't think so")]
    [InlineData("nahi")]
    [InlineData("ji nahi")]
    [InlineData("nahi chahiye ji nahi")]
    [InlineData("bilkul nahi")]
    [InlineData("abhi nahi")]
    [InlineData("नहीं चाहिए")]
    public void Says_no(string text) => YesNo.Read(Words.Split(text)).ShouldBe(false);

    [Theory]
    [InlineData("I am driving right now")]
    [InlineData("not sure")]
    [InlineData("maybe")]
    [InlineData("pata nahi")]
    [InlineData("who is calling")]
    [InlineData("yesterday")]
    [InlineData("")]
    public void Says_neither(string text) => YesNo.Read(Words.Split(text)).ShouldBeNull();
}
