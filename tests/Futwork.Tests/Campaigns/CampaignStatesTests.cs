using System.Text.RegularExpressions;
using Futwork.Campaigns;
using Futwork.Tests.Support;

namespace Futwork.Tests.Campaigns;

public sealed partial class CampaignStatesTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "campaigns.md"));

    [Fact]
    public void The_drawing_and_the_code_are_equal() =>
        Step().Matches(Page).Select(step => (step.Groups["from"].Value, step.Groups["action"].Value, step.Groups["to"].Value))
            .ShouldBe(CampaignStates.Transitions, ignoreOrder: true);

    [Fact]
    public void Every_status_is_reached_and_only_an_archived_one_leads_nowhere()
    {
        CampaignStates.Transitions.Select(step => step.To).Append(CampaignStatus.Draft).Distinct().ShouldBe(CampaignStatus.All, ignoreOrder: true);
        CampaignStatus.All.Except(CampaignStates.Transitions.Select(step => step.From)).ShouldBe([CampaignStatus.Archived]);
    }

    [Fact]
    public void What_is_refused_says_what_can_be_done()
    {
        string[] actions = [CampaignAction.Start, CampaignAction.Pause, CampaignAction.Resume, CampaignAction.Complete, CampaignAction.Cancel, CampaignAction.Archive];
        foreach (var (status, action) in CampaignStatus.All.SelectMany(status => actions.Select(action => (status, action))))
        {
            var possible = CampaignStates.Transitions.Any(step => step.From == status && step.Action == action);
            var refusal = CampaignStates.Refusal(status, action);
            (refusal is null).ShouldBe(possible);
            foreach (var other in CampaignStates.Transitions.Where(step => refusal is not null && step.From == status && step.Action != CampaignAction.Clock))
                refusal!.Detail.ShouldContain(CampaignAction.Request(other.Action));
        }
    }

    [GeneratedRegex("^    (?<from>[a-z]+) --> (?<to>[a-z]+): (?<action>[a-z]+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Step();
}
