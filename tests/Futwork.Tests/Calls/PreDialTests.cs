using System.Text.Json.Nodes;
using Futwork.Calls;
using Futwork.Hosting;
using Futwork.Outcomes;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Futwork.Tests.Calls;

/// <summary>The client's server is asked before a call, and whatever it says is kept.</summary>
public sealed class PreDialTests(PostgresServer postgres) : PathTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_that_is_allowed_is_made_and_the_question_was_signed(string engine)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(context => context.Response.WriteAsync("""{"allow": true, "reason": "still open"}"""));
        var node = await StartAsync(engine, endpoint.Url);
        await node.Seeds.EndpointHeaderAsync("x-api-key", "shared secret");
        var lead = await node.Seeds.LeadAsync();

        await node.LookAsync();
        (await node.Carrier.NextAsync()).Reply(new LegAnswer(LegResult.Busy));
        await node.IdleAsync();

        var post = await endpoint.NextAsync();
        post.Headers["x-api-key"].ShouldBe("shared secret");
        (await StandardWebhooksVerifier.VerifyAsync(Seeds.Secret, post.Headers, post.Body)).ShouldBe("valid");
        var asked = JsonNode.Parse(post.Body)!;
        asked["type"]!.GetValue<string>().ShouldBe("call.predial");
        asked["data"]!["leadId"]!.GetValue<string>().ShouldBe(lead);
        post.Body.ShouldContain("\"recipientData\":{ \"customer_name\": \"abcd xyz\", \"place\": \"ABC\" }");
        asked["data"]!["fromNumber"]!.GetValue<string>().ShouldBe("+918035735856");
        var kept = await KeptAsync(node);
        (kept.Allowed, kept.Reason, kept.HttpStatus, kept.Until).ShouldBe((true, "still open", 200, null));
        (await node.CallAsync())!.Status.ShouldBe("busy");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_veto_ends_the_lead_or_puts_it_off_and_costs_no_attempt(string engine)
    {
        var answer = """{"allow": false, "retryAfterSeconds": 600, "reason": "in a meeting"}""";
        await using var endpoint = await LoopbackEndpoint.StartAsync(context => context.Response.WriteAsync(answer));
        var node = await StartAsync(engine, endpoint.Url);
        await node.Seeds.LeadAsync();

        for (var i = 0; i < 5; i++)
        {
            await node.LookAsync();
            await node.IdleAsync();
            (await node.WorkAsync())!.ShouldSatisfyAllConditions(work => work.State.ShouldBe("ready"), work => (work.DueAt - node.Rig.Now).ShouldBeInRange(599_000, 600_000));
            (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("queued", null, 0));
            node.Rig.Time.Advance(TimeSpan.FromSeconds(601));
        }

        answer = """{"allow": false, "reason": "has bought already"}""";
        await node.LookAsync();
        await node.IdleAsync();

        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("canceled", "suppressed", 0));
        (await node.WorkAsync())!.State.ShouldBe("done");
        node.Carrier.Dialled.ShouldBeEmpty();
        var last = await node.Rig.Database.ReadAsync(session => session.FirstOrDefaultAsync<Call>("SELECT * FROM calls ORDER BY created_at DESC LIMIT 1"));
        (last!.Status, last.HangupReason, last.HangupBy).ShouldBe(("canceled", "Vetoed before the dial", "API Request"));
        ApiJson.Read<PreDialDecision>(last.PreDial!).Reason.ShouldBe("has bought already");
    }

    [Theory]
    [InlineData("sqlite", 500, "{}", "500")]
    [InlineData("postgres", 200, "{}", "'allow'")]
    [InlineData("sqlite", 200, """{"allow": "true"}""", "'allow'")]
    [InlineData("sqlite", 200, """{"allow": false, "retryAt": "soon"}""", "cannot be read")]
    [InlineData("sqlite", 302, """{"allow": true}""", "302")]
    [InlineData("sqlite", 200, "<html>", "cannot be read")]
    public async Task No_answer_that_counts_forbids_the_call_for_a_while(string engine, int status, string body, string named)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(body);
        });
        var node = await StartAsync(engine, endpoint.Url);
        await node.Seeds.LeadAsync();

        await node.LookAsync();
        await node.IdleAsync();

        node.Carrier.Dialled.ShouldBeEmpty();
        (await KeptAsync(node)).Error!.ShouldContain(named);
        ((await node.WorkAsync())!.DueAt - node.Rig.Now).ShouldBeInRange(299_000, 300_000);
    }

    [Fact]
    public async Task A_secret_that_does_not_open_forbids_the_call_for_a_while()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        var node = await StartAsync("sqlite", endpoint.Url);
        await node.Rig.ExecuteAsync("UPDATE webhook_endpoints SET secret = replace(secret, 'sealed:1:', 'sealed:1:AAAA')");
        await node.Seeds.LeadAsync();

        await node.LookAsync();
        await node.IdleAsync();

        node.Carrier.Dialled.ShouldBeEmpty();
        (await KeptAsync(node)).Error!.ShouldContain("SecretKey");
        ((await node.WorkAsync())!.DueAt - node.Rig.Now).ShouldBeInRange(299_000, 300_000);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_server_that_does_not_answer_in_time_or_is_not_there_forbids_the_call(string engine)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync();
        endpoint.Answer = endpoint.HangAsync;
        var node = await StartAsync(engine, endpoint.Url);
        await node.Seeds.LeadAsync();
        await node.LookAsync();
        await endpoint.NextAsync();
        node.Rig.Time.Advance(TimeSpan.FromSeconds(4));
        await node.IdleAsync();
        (await KeptAsync(node)).Error.ShouldBe("The endpoint did not answer within 3 s.");

        await node.Rig.ExecuteAsync("UPDATE webhook_endpoints SET archived_at = 1");
        node.Rig.Time.Advance(TimeSpan.FromSeconds(400));
        await node.LookAsync();
        await node.IdleAsync();
        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM calls WHERE pre_dial LIKE '%does not exist%'")).ShouldBe(1);
        node.Carrier.Dialled.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("sqlite", Seeds.EverybodyIsListed, "suppressed")]
    [InlineData("postgres", Seeds.EverybodyIsListed, "suppressed")]
    [InlineData("sqlite", "UPDATE campaigns SET status = 'paused'", null)]
    [InlineData("postgres", "UPDATE campaigns SET status = 'paused'", null)]
    [InlineData("sqlite", "UPDATE campaigns SET settings = replace(settings, '\"preDial\"', '\"ringTimeoutSeconds\":20,\"preDial\"')", null)]
    public async Task What_changed_while_the_server_was_asked_keeps_the_call_from_being_made_and_costs_nothing(string engine, string change, string? outcome)
    {
        var node = await ChangeWhileAskedAsync(engine, change);

        node.Carrier.Dialled.ShouldBeEmpty();
        (await node.CallAsync())!.ShouldSatisfyAllConditions(
            call => call.Status.ShouldBe("canceled"), call => call.HangupReason.ShouldBe("Withdrawn before the dial"));
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("queued", null, 0));
        (await node.WorkAsync())!.ShouldSatisfyAllConditions(work => work.State.ShouldBe("ready"), work => work.DueAt.ShouldBeLessThanOrEqualTo(node.Rig.Now));
        if (outcome is null)
            return;
        (await node.TakeAsync()).ShouldBeEmpty();
        (await node.ProgressAsync())!.Outcome.ShouldBe(outcome);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_campaign_that_is_completed_while_the_server_is_asked_ends_the_lead_as_it_ends_the_others(string engine)
    {
        var node = await ChangeWhileAskedAsync(engine, "UPDATE campaigns SET status = 'completed'");

        node.Carrier.Dialled.ShouldBeEmpty();
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("canceled", "expired", 0));
        (await node.Rig.ScalarAsync<string>("SELECT ended_by FROM lead_progress")).ShouldBe("campaign-completed");
    }

    /// <summary>A lead whose turn comes, and a change of the database before the server, which allows the call, has answered.</summary>
    private async Task<CallRig> ChangeWhileAskedAsync(string engine, string change)
    {
        CallRig? node = null;
        await using var endpoint = await LoopbackEndpoint.StartAsync(async context =>
        {
            await node!.Rig.ExecuteAsync(change);
            await context.Response.WriteAsync("""{"allow": true}""");
        });
        node = await StartAsync(engine, endpoint.Url);
        await node.Seeds.LeadAsync();
        await node.LookAsync();
        await node.IdleAsync();
        return node;
    }

    private async Task<CallRig> StartAsync(string engine, string url)
    {
        var carrier = new ScriptedCarrier();
        var rig = await RigAsync(engine, new FakeTime(TimeProvider.System.GetUtcNow()), CallRig.Replace(carrier));
        var node = new CallRig(rig, new Seeds(rig), carrier);
        await node.Seeds.WorkspaceAsync();
        var endpoint = await node.Seeds.EndpointAsync(url, "completed");
        await node.Seeds.AgentAsync(Seeds.Greeter);
        await node.Seeds.TrunkAsync();
        await node.Seeds.CampaignAsync($$""","preDial":{"endpointId":"{{endpoint}}"}""");
        return node;
    }

    private static async Task<PreDialDecision> KeptAsync(CallRig node) => ApiJson.Read<PreDialDecision>((await node.CallAsync())!.PreDial!);
}
