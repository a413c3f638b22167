using Futwork.Hosting;

namespace Futwork.Tests.Hosting;

public sealed class SpellingTests
{
    private static readonly string[] Known = ["maxAttempts", "gapSeconds", "on"];

    [Theory]
    [InlineData("maxAttempt", "Did you mean 'maxAttempts'?")]
    [InlineData("MAXATTEMPTS", "Did you mean 'maxAttempts'?")]
    [InlineData("gap_seconds", "Did you mean 'gapSeconds'?")]
    [InlineData("no", "Did you mean 'on'?")]
    [InlineData("somethingElse", "Known here: gapSeconds, maxAttempts, on.")]
    public void The_nearest_name_is_suggested_and_all_of_them_when_none_is_near(string sent, string expected) =>
        Spelling.Suggest(sent, Known).ShouldBe(expected);

    [Fact]
    public void Of_very_many_names_the_first_are_listed_and_long_ones_cut()
    {
        var names = Enumerable.Range(100, 60).Select(i => $"{i}{new string('x', 300)}").ToList();

        var said = Spelling.Suggest("y", names);

        said.ShouldStartWith($"Known here: 100{new string('x', 197)}…, 101");
        said.ShouldEndWith("…, ….");
        said.Length.ShouldBeLessThan(11_000);
    }
}
