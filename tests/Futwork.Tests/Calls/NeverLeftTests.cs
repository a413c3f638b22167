using Futwork.Calls;
using Futwork.Hosting;
using Futwork.Outcomes;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Calls;

/// <summary>Calls that never leave, for want of something on our side: nobody is rung, and what it costs the lead.</summary>
public sealed class NeverLeftTests(PostgresServer postgres) : PathTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task An_attempt_that_never_left_does_not_count_and_is_due_again_a_few_times(string engine)
    {
        var node = await ToldCallRigAsync(engine);
        await node.Rig.ExecuteAsync("UPDATE trunks SET carrier = 'pigeon'");
        await node.Seeds.LeadAsync();

        var pauses = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            await node.LookAsync();
            await node.IdleAsync();
            pauses.Add(((await node.WorkAsync())!.DueAt - node.Rig.Now) / 1000d);
            node.Rig.Time.Advance(TimeSpan.FromMinutes(15));
        }

        node.Carrier.Dialled.ShouldBeEmpty();
        pauses.Take(7).ShouldBe([30, 60, 120, 240, 480, 900, 900]);
        (await node.WorkAsync())!.State.ShouldBe("done");
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("failed", "failed", 0));
        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM calls WHERE hangup_reason = 'Platform error'")).ShouldBe(8);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_campaign_whose_calls_break_on_a_node_is_left_to_others_for_a_while(string engine)
    {
        var node = await ToldCallRigAsync(engine);
        await node.Rig.ExecuteAsync("UPDATE trunks SET carrier = 'pigeon'");
        await node.Seeds.LeadAsync();
        await node.LookAsync();
        await node.IdleAsync();
        await node.Rig.ExecuteAsync("UPDATE trunks SET carrier = 'sip'");
        await node.Seeds.LeadAsync();

        await node.LookAsync();
        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM calls")).ShouldBe(1, "this node rests");
        node.Rig.Time.Advance(TimeSpan.FromSeconds(2));
        await node.LookAsync();
        (await node.Carrier.NextAsync()).Reply(new LegAnswer(LegResult.Busy));
        await node.IdleAsync();

        node.Rig.Get<CampaignRests>().IsInDoubt(Seeds.Campaign).ShouldBeFalse();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task While_the_agent_s_ears_are_away_nobody_is_rung_and_no_lead_is_lost(string engine)
    {
        var node = await ToldCallRigAsync(engine);
        var ears = (ScriptedEars)node.Rig.Get<ISpeechToText>();
        ears.Failure = new SpeechException("The vendor is away.");
        await node.Seeds.LeadAsync();

        for (var i = 0; i < 10; i++)
        {
            await node.LookAsync();
            await node.IdleAsync();
            node.Rig.Time.Advance(TimeSpan.FromSeconds(30));
        }

        node.Carrier.Dialled.Count.ShouldBe(1, "only the first one could not know");
        for (var i = 0; i < 5; i++)
            await node.Seeds.LeadAsync();
        await node.LookAsync();
        node.Rig.Get<LiveCalls>().Count.ShouldBeLessThanOrEqualTo(1, "one call shows whether the engines are back");
        await node.IdleAsync();
        node.Rig.Time.Advance(TimeSpan.FromSeconds(30));
        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM work WHERE kind = 'dial' AND state = 'ready'")).ShouldBe(6);
        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM calls WHERE hangup_reason NOT IN ('Withdrawn before the dial', 'speech_engine_unavailable')")).ShouldBe(0);

        ears.Failure = null;
        await node.LookAsync();
        await node.Carrier.NextAsync();
        var far = await node.Carrier.NextAsync();
        far.PickUp();
        await far.Attached;
        far.HangUp();
        await node.IdleAsync();
        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM calls WHERE outcome = 'human'")).ShouldBe(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task While_a_key_of_the_agent_does_not_open_nobody_is_rung_and_no_lead_is_lost(string engine)
    {
        var node = await ToldCallRigAsync(engine);
        var lost = node.Rig.Get<SecretBox>().Seal("another workspace", "key of the voice");
        await node.Rig.ExecuteAsync(
            "UPDATE agent_versions SET definition = @definition", new { definition = Seeds.Greeter.Replace("\"voice\":{", $"\"voice\":{{\"apiKey\":\"{lost}\",") });
        await node.Seeds.LeadAsync();

        for (var i = 0; i < 10; i++)
        {
            await node.LookAsync();
            await node.IdleAsync();
            node.Rig.Time.Advance(TimeSpan.FromSeconds(30));
        }

        node.Carrier.Dialled.ShouldBeEmpty();
        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM calls WHERE hangup_by = 'Error' AND hangup_reason = 'Withdrawn before the dial'"))
            .ShouldBeGreaterThan(NextDial.MostThatNeverLeft, "what breaks so often ends the lead");
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("queued", null, 0));
        (await node.WorkAsync())!.State.ShouldBe("ready");
    }

    [Fact]
    public async Task A_lead_that_lacks_what_its_agent_now_needs_is_not_called_and_says_so()
    {
        var node = await ToldCallRigAsync("sqlite");
        await node.Rig.Database.WriteAsync(session => session.ExecuteAsync(
            "UPDATE agent_versions SET definition = @definition", new { definition = Seeds.Greeter.Replace("\"flow\"", "\"variables\":[{\"name\":\"branch\"}],\"flow\"") }));
        await node.Seeds.LeadAsync("""{"other":"1"}""");

        await node.LookAsync();
        await node.IdleAsync();

        node.Carrier.Dialled.ShouldBeEmpty();
        var call = (await node.CallAsync())!;
        (call.Status, call.Outcome, call.HangupReason).ShouldBe(("failed", "failed", "missing_variables"));
        node.Rig.Get<CampaignRests>().Holds(Seeds.Campaign).ShouldBeFalse("the others can be called");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_node_without_a_port_for_the_sound_costs_the_lead_nothing_however_often(string engine)
    {
        var node = await ToldCallRigAsync(engine);
        await node.Seeds.LeadAsync();
        node.Carrier.AlwaysAnswer = new LegAnswer(LegResult.NoRoom);

        for (var i = 0; i < 5; i++)
        {
            await node.LookAsync();
            await node.IdleAsync();
            node.Rig.Time.Advance(TimeSpan.FromSeconds(30));
        }

        node.Carrier.Dialled.Count.ShouldBe(5);
        (await node.WorkAsync())!.State.ShouldBe("ready");
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("queued", null, 0));
        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM calls WHERE trunk_fault IS NOT NULL")).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_for_which_there_was_no_port_is_not_told_as_begun(string engine)
    {
        var node = await ToldCallRigAsync(engine);
        await node.Seeds.LeadAsync();
        node.Carrier.AlwaysAnswer = new LegAnswer(LegResult.NoRoom);

        await node.LookAsync();
        await node.IdleAsync();

        (await node.DeliveriesAsync()).ShouldBe(["canceled"]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_node_without_room_for_another_call_claims_nobody(string engine)
    {
        var node = await ToldCallRigAsync(engine);
        await node.Seeds.LeadAsync();
        node.Carrier.IsFull = true;
        await node.LookAsync();
        (await node.WorkAsync())!.State.ShouldBe("ready");

        node.Carrier.IsFull = false;
        await node.LookAsync();
        (await node.Carrier.NextAsync()).Reply(new LegAnswer(LegResult.Busy));
        await node.IdleAsync();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Attempts_that_never_left_are_counted_since_the_last_that_did(string engine)
    {
        var node = await ToldCallRigAsync(engine, ""","retry":{"maxAttempts":5,"gapSeconds":60}""");
        await node.Seeds.LeadAsync();

        for (var i = 0; i < 10; i++)
        {
            var journal = node.Rig.Get<CallJournals>().Open((await node.TakeAsync()).ShouldHaveSingleItem());
            if (i == 2)
                journal.Initiated("provider-1");
            await journal.EndAsync(i == 2 ? CallEndings.Unanswered(new LegAnswer(LegResult.Busy), null) : CallEndings.NeverLeft(), recording: null);
            node.Rig.Time.Advance(TimeSpan.FromMinutes(15));
        }

        (await node.WorkAsync())!.State.ShouldBe("ready");
        await node.Rig.Get<CallJournals>().Open((await node.TakeAsync()).ShouldHaveSingleItem()).EndAsync(CallEndings.NeverLeft(), recording: null);
        (await node.WorkAsync())!.State.ShouldBe("done");
    }
}
