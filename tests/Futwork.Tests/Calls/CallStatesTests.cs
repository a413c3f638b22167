using System.Text.RegularExpressions;
using Futwork.Calls;
using Futwork.Data;
using Futwork.Outcomes;
using Futwork.Tests.Support;

namespace Futwork.Tests.Calls;

public sealed partial class CallStatesTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "states.md"));

    [Fact]
    public void The_drawing_and_the_code_are_equal()
    {
        var drawn = Step().Matches(Page).Select(step => (step.Groups["from"].Value, step.Groups["to"].Value));

        drawn.ShouldBe(CallStates.Transitions, ignoreOrder: true);
    }

    [Fact]
    public void Every_status_is_reached_and_every_final_one_is_drawn_as_an_end()
    {
        var ends = End().Matches(Page).Select(end => end.Groups["status"].Value);

        CallStates.Transitions.Select(step => step.To).Append(CallStatus.Queued).Distinct().ShouldBe(CallStatus.All, ignoreOrder: true);
        ends.ShouldBe(CallStatus.All.Except(CallStates.Transitions.Select(step => step.From)), ignoreOrder: true);
    }

    [Fact]
    public void Every_reason_to_hang_up_stands_on_the_page() =>
        Constants.Of(typeof(HangupReason)).Where(reason => !Page.Contains($"`{reason}`")).ShouldBeEmpty();

    [GeneratedRegex(@"^    (?<from>[a-z-]+) --> (?<to>[a-z-]+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Step();

    [GeneratedRegex(@"^    (?<status>[a-z-]+) --> \[\*\]$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex End();
}
