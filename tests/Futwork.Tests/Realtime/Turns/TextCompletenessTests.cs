using Futwork.Realtime.Turns;
using Futwork.Realtime.Turns.Languages;

namespace Futwork.Tests.Realtime.Turns;

public sealed class TextCompletenessTests
{
    [Theory]
    [InlineData("my number is")]
    [InlineData("yes and")]
    [InlineData("I want to")]
    [InlineData("um")]
    [InlineData("hold on")]
    [InlineData("haan lekin")]
    [InlineData("ek minute")]
    [InlineData("मेरा नंबर है लेकिन")]
    public void Trails_off(string text) => Score(text).ShouldBeLessThan(0.35);

    [Theory]
    [InlineData("yes")]
    [InlineData("yes it is")]
    [InlineData("I think so")]
    [InlineData("tomorrow morning")]
    [InlineData("ya")]
    public void Could_be_all(string text) => Score(text).ShouldBeGreaterThanOrEqualTo(0.6);

    private static double Score(string text) => TextCompleteness.Score(text, Awaited.Anything, TurnLanguage.Hinglish).Value;
}
