using Futwork.Data;
using Futwork.Outcomes;
using Futwork.Realtime.Conversation;
using Futwork.Tests.Support;
using Futwork.Webhooks;

namespace Futwork.Tests.Outcomes;

/// <summary>What follows for a lead from calls on which nobody came to talk, and from those that were not made.</summary>
public sealed class SettlementTests(PostgresServer postgres) : PathTests(postgres)
{
    private const string Retries = ""","retry":{"maxAttempts":5,"gapSeconds":60,"on":["no-answer"]}""";

    private static readonly CallEnding NoAnswer = new(CallStatus.NoAnswer, CallOutcome.NoAnswer);
    private static readonly SpokenLine Hello = new(Transcript.Agent, "Hello", 0, 500);
    private static readonly SpokenLine Yes = new(Transcript.Person, "yes", 600, 900);

    /// <summary>How a call of theirs may end that was answered, and whether they talked with us.</summary>
    private static readonly Dictionary<string, (CallEnding Ending, bool Talked)> Endings = new(StringComparer.Ordinal)
    {
        ["the node died as the agent spoke"] = (Answered(CallOutcome.Interrupted, HangupBy.Error, Hello), false),
        ["the node died after they spoke"] = (Answered(CallOutcome.Interrupted, HangupBy.Error, Hello, Yes), true),
        ["it broke at the answer"] = (Answered(CallOutcome.Failed, HangupBy.Error), false),
        ["the model failed before they spoke"] = (Answered(CallOutcome.Human, HangupBy.Error, Hello), false),
        ["the model failed after they spoke"] = (Answered(CallOutcome.Human, HangupBy.Error, Hello, Yes), true),
        ["they listened and hung up"] = (Answered(CallOutcome.Human, HangupBy.Caller, Hello), true),
        ["a machine called"] = (Answered(CallOutcome.Voicemail, HangupBy.ApiRequest, Hello), true),
    };

    public static TheoryData<string, string> CallsIn => [.. Engines.SelectMany(engine => Endings.Keys.Select(how => ((string)engine, how)))];

    [Theory, MemberData(nameof(CallsIn))]
    public async Task Only_a_call_in_on_which_they_talked_takes_the_place_of_the_call_that_is_owed(string engine, string how)
    {
        var (ending, talked) = Endings[how];
        var node = await ArrangeAsync(engine);
        var lead = await node.Seeds.LeadAsync(dueAt: node.Rig.Now + 3_600_000);

        await node.CallInAsync(lead, ending);

        (await node.WorkAsync())!.State.ShouldBe(talked ? "done" : "ready");
        (await node.ProgressAsync())?.Outcome.ShouldBe(ending.Outcome);
        (await node.ProgressAsync() is not null).ShouldBe(talked);
    }

    [Theory, MemberData(nameof(CallsIn))]
    public async Task Who_calls_us_while_ours_rings_and_does_not_come_to_talk_is_tried_again(string engine, string how)
    {
        var (ending, talked) = Endings[how];
        var node = await ArrangeAsync(engine);
        var lead = await node.Seeds.LeadAsync();
        var order = (await node.TakeAsync()).ShouldHaveSingleItem();

        await node.CallInAsync(lead, ending);
        await node.EndAsync(order, NoAnswer);

        (await node.WorkAsync())!.State.ShouldBe(talked ? "done" : "ready");
        (await node.ProgressAsync())!.Outcome.ShouldBe(talked ? ending.Outcome : CallOutcome.NoAnswer);
    }

    [Theory]
    [InlineData("sqlite", CallOutcome.Voicemail)]
    [InlineData("sqlite", CallOutcome.Canceled)]
    [InlineData("postgres", CallOutcome.Voicemail)]
    [InlineData("postgres", CallOutcome.Canceled)]
    public async Task What_they_wish_on_a_call_to_us_counts_where_ours_meets_their_voicemail_or_is_withdrawn_meanwhile(string engine, string ours)
    {
        var node = await ArrangeAsync(engine);
        var lead = await node.Seeds.LeadAsync();
        var order = (await node.TakeAsync()).ShouldHaveSingleItem();
        var at = node.Rig.Time.GetUtcNow().AddHours(20);

        await node.CallInAsync(lead, Answered(CallOutcome.Human, HangupBy.Caller, Hello, Yes) with { Callback = new CallbackRequest(at, null) });
        await node.EndAsync(order, ours == CallOutcome.Voicemail ? Answered(CallOutcome.Voicemail, HangupBy.ApiRequest, Hello) : CallEndings.Withdrawn());

        var work = (await node.WorkAsync())!;
        (work.State, work.DueAt).ShouldBe(("ready", at.ToUnixTimeMilliseconds()));
        (await node.ProgressAsync())!.Outcome.ShouldBe(CallOutcome.Human);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_talked_with_us_before_our_call_was_to_leave_is_not_called_for_it_any_more(string engine)
    {
        var node = await ArrangeAsync(engine);
        var lead = await node.Seeds.LeadAsync();
        var order = (await node.TakeAsync()).ShouldHaveSingleItem();

        await node.CallInAsync(lead, Answered(CallOutcome.Human, HangupBy.Caller, Hello, Yes));
        await node.EndAsync(order, CallEndings.Withdrawn());

        (await node.WorkAsync())!.State.ShouldBe("done");
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress(CallStatus.CallDisconnected, CallOutcome.Human, 0));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_calls_us_after_a_rule_ended_their_lead_is_not_told_of_as_ended_by_it(string engine)
    {
        var node = await ArrangeAsync(engine);
        var lead = await node.Seeds.LeadAsync();
        await node.MakeCallAsync(NoAnswer);
        await node.Rig.ExecuteAsync("UPDATE work SET state = 'done'");
        await node.Rig.ExecuteAsync("UPDATE lead_progress SET status = 'canceled', ended_by = 'retry-policy'");

        await node.CallInAsync(lead, Answered(CallOutcome.Human, HangupBy.Caller, Hello, Yes));

        (await node.Rig.ScalarAsync<string>("SELECT ended_by FROM lead_progress")).ShouldBeNull();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_withholds_their_number_is_on_no_list_of_numbers(string engine)
    {
        var node = await ArrangeAsync(engine);
        var lead = await node.Seeds.LeadAsync();
        await node.Rig.ExecuteAsync("UPDATE leads SET phone = 'anonymous'");

        await node.CallInAsync(lead, Answered(CallOutcome.Human, HangupBy.Caller, Hello, Yes) with { OptedOut = true });

        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM suppressions")).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_promise_outlives_a_call_of_theirs_that_broke(string engine)
    {
        var node = await ArrangeAsync(engine, Retries + ""","stopConditions":{"talkSeconds":10}""");
        var lead = await node.Seeds.LeadAsync();
        await node.MakeCallAsync(Answered(CallOutcome.Human, HangupBy.Callee, Hello, Yes) with
        {
            Duration = TimeSpan.FromSeconds(60),
            Callback = new CallbackRequest(node.Rig.Time.GetUtcNow().AddHours(1), null),
        });
        node.Rig.Time.Advance(TimeSpan.FromMinutes(30));

        await node.CallInAsync(lead, Endings["the node died as the agent spoke"].Ending);
        node.Rig.Time.Advance(TimeSpan.FromMinutes(30));

        (await node.TakeAsync()).ShouldHaveSingleItem().LeadId.ShouldBe(lead);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_that_was_not_made_is_not_due_before_what_was_said_of_the_lead_meanwhile(string engine)
    {
        var node = await ArrangeAsync(engine);
        await node.Seeds.LeadAsync();
        foreach (var hours in (int[])[2, 3])
        {
            var ending = hours == 2 ? CallEndings.Withdrawn() : Forbidden(node, TimeSpan.FromMinutes(10));
            var order = (await node.TakeAsync()).ShouldHaveSingleItem();
            var notBefore = node.Rig.Time.GetUtcNow().AddHours(hours).ToUnixTimeMilliseconds();
            await node.Rig.ExecuteAsync("UPDATE leads SET not_before = @notBefore", new { notBefore });

            await node.EndAsync(order, ending);

            (await node.WorkAsync())!.DueAt.ShouldBe(notBefore);
            node.Rig.Time.Advance(TimeSpan.FromHours(hours));
        }

        await node.MakeCallAsync(Forbidden(node, TimeSpan.FromMinutes(10)));
        (await node.WorkAsync())!.DueAt.ShouldBe(node.Rig.Now + 600_000);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_that_was_forbidden_for_a_while_leaves_what_the_last_one_came_to(string engine)
    {
        var node = await ArrangeAsync(engine);
        await node.Seeds.LeadAsync();
        await node.MakeCallAsync(NoAnswer);
        node.Rig.Time.Advance(TimeSpan.FromMinutes(2));

        await node.MakeCallAsync(Forbidden(node, TimeSpan.FromMinutes(10)));

        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("queued", "no-answer", 1));
        (await node.Rig.ScalarAsync<string>("SELECT c.outcome FROM lead_progress p JOIN calls c ON c.id = p.last_call_id")).ShouldBe("no-answer");
        (await node.WorkAsync())!.DueAt.ShouldBe(node.Rig.Now + 600_000);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_that_was_forbidden_for_a_while_as_its_campaign_was_completed_ends_its_lead_as_the_others(string engine)
    {
        var node = await ArrangeAsync(engine);
        await node.Seeds.LeadAsync();
        await node.MakeCallAsync(NoAnswer);
        node.Rig.Time.Advance(TimeSpan.FromMinutes(2));
        var order = (await node.TakeAsync()).ShouldHaveSingleItem();
        await node.Rig.ExecuteAsync("UPDATE campaigns SET status = 'completed'");

        await node.EndAsync(order, Forbidden(node, TimeSpan.FromMinutes(10)));

        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("canceled", "expired", 1));
        (await node.Rig.ScalarAsync<string>("SELECT ended_by FROM lead_progress")).ShouldBe("campaign-completed");
    }

    private async Task<CallRig> ArrangeAsync(string engine, string campaign = Retries)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(campaign: campaign);
        return node;
    }

    private static CallEnding Answered(string outcome, string hangupBy, params SpokenLine[] said) =>
        new(CallStatus.CallDisconnected, outcome) { HangupBy = hangupBy, Transcript = said };

    /// <summary>The client's server forbade a call for so long.</summary>
    private static CallEnding Forbidden(CallRig node, TimeSpan pause)
    {
        var now = node.Rig.Time.GetUtcNow();
        return CallEndings.Vetoed(new PreDialDecision(Allowed: false, now, 5) { Until = now + pause });
    }
}
