using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;

namespace Futwork.Tests.Realtime.Turns;

public sealed class CompletenessTests
{
    private static readonly Awaited Anything = new(new Expectation());

    [Theory]
    [InlineData("my number is")]
    [InlineData("yes and")]
    [InlineData("I want to")]
    [InlineData("um")]
    [InlineData("hold on")]
    [InlineData("haan lekin")]
    [InlineData("ek minute")]
    [InlineData("मेरा नंबर है लेकिन")]
    public void Trails_off(string text) => CompletenessOf.Judge(text, Anything).ShouldBe(Completeness.Unfinished);

    [Theory]
    [InlineData("yes")]
    [InlineData("yes it is")]
    [InlineData("I think so")]
    [InlineData("tomorrow morning")]
    [InlineData("ya")]
    [InlineData("")]
    public void Could_be_all(string text) => CompletenessOf.Judge(text, Anything).ShouldBe(Completeness.Complete);

    [Fact]
    public void An_answer_that_settles_the_question_is_settled_unless_it_trails_off()
    {
        var awaited = Anything with { IsSettledBy = text => text.StartsWith("yes", StringComparison.Ordinal) };

        CompletenessOf.Judge("yes please", awaited).ShouldBe(Completeness.Settled);
        CompletenessOf.Judge("yes but", awaited).ShouldBe(Completeness.Unfinished);
    }

    [Fact]
    public void Digits_short_of_the_expected_count_are_unfinished_and_all_of_them_settle_it()
    {
        var awaited = Anything with { Digits = 6 };

        CompletenessOf.Judge("four one one", awaited).ShouldBe(Completeness.Unfinished);
        CompletenessOf.Judge("four one one double zero one", awaited).ShouldBe(Completeness.Settled);
        CompletenessOf.Judge("I do not know", awaited).ShouldBe(Completeness.Complete);
    }
}
