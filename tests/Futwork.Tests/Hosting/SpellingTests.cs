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
}
