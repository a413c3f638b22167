using System.Net;
using Futwork.Outcomes;
using Futwork.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Futwork.Tests.Campaigns;

public sealed class CampaignsTests(PostgresServer postgres) : ApiTests(postgres)
{
    /// <summary>A plain agent comes to need a variable.</summary>
    private const string NeedsBranch =
        """{"definition": {"variables": [{"name": "branch"}], "flow": {"steps": [{"name": "greet", "say": "Hello from {{branch}}.", "end": {"disposition": "Told"}}]}}}""";

    [Theory, MemberData(nameof(Engines))]
    public async Task A_campaign_goes_from_draft_to_running_to_paused_and_back_and_ends_for_good(string engine)
    {
        var server = await StartAsync(engine);
        var at = $"/api/campaigns/{await server.CampaignAsync()}";

        (await server.GetAsync(at)).Text("status").ShouldBe("draft");
        (await server.PostAsync($"{at}/pause")).ShouldBeProblem(HttpStatusCode.Conflict, "campaign-draft").Text("detail")
            .ShouldBe("The campaign is draft; pause takes one that is scheduled or running. What can be done now: POST …/start, POST …/cancel, DELETE (archive).");
        (await server.PostAsync($"{at}/start")).Text("status").ShouldBe("running");
        (await server.PostAsync($"{at}/start")).Text("status").ShouldBe("running");
        (await server.PostAsync($"{at}/pause")).Text("status").ShouldBe("paused");
        (await server.PostAsync($"{at}/start")).ShouldBeProblem(HttpStatusCode.Conflict, "campaign-paused");
        (await server.PostAsync($"{at}/resume")).Text("status").ShouldBe("running");
        (await server.DeleteAsync(at)).ShouldBeProblem(HttpStatusCode.Conflict, "campaign-running");
        (await server.PostAsync($"{at}/end")).Text("status").ShouldBe("cancelled");
        (await server.PostAsync($"{at}/resume")).ShouldBeProblem(HttpStatusCode.Conflict, "campaign-cancelled");
        (await server.PatchAsync(at, """{"name": "x"}""")).ShouldBeProblem(HttpStatusCode.Conflict, "campaign-cancelled");
        (await server.DeleteAsync(at)).Json["archivedAt"].ShouldNotBeNull();
        (await server.GetAsync(at)).Text("status").ShouldBe("archived");
        (await server.PostAsync($"{at}/start")).ShouldBeProblem(HttpStatusCode.Conflict, "campaign-archived").Text("detail").ShouldContain("POST …/duplicate");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_change_replaces_what_it_names_and_null_goes_back_to_the_default(string engine)
    {
        var server = await StartAsync(engine);
        var at = $"/api/campaigns/{await server.CampaignAsync("""{"ringTimeoutSeconds": 30, "retry": {"maxAttempts": 3, "gapSeconds": 60}}""")}";

        var changed = await server.PatchAsync(at, """{"ringTimeoutSeconds": null, "retry": {"gapSeconds": 90}, "recording": false}""");

        changed.Json["ringTimeoutSeconds"]!.GetValue<int>().ShouldBe(45);
        changed.Json["retry"]!.ToJsonString().ShouldBe("""{"maxAttempts":3,"gapSeconds":90,"backoff":1,"maxGapSeconds":2592000,"on":["no-answer","busy"],"rules":[],"bestTime":null}""");
        changed.Json["recording"]!.GetValue<bool>().ShouldBeFalse();
        (await server.GetAsync(at)).Body.ShouldBe(changed.Body);
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"leadSchema": [{"name": "branch", "type": "string"}]}""", true)]
    [InlineData("""{"leadSchema": [{"name": "branch", "type": "string", "required": true}]}""", false)]
    [InlineData("""{"agentVersion": 1}""", false)]
    public async Task An_agent_of_a_running_campaign_cannot_come_to_need_what_its_leads_may_lack(string more, bool refused)
    {
        var server = await StartAsync("sqlite");
        var campaign = $"/api/campaigns/{await server.CampaignAsync(more)}";
        var agent = $"/api/agents/{(await server.GetAsync(campaign)).Text("agentId")}";
        (await server.PostAsync($"{campaign}/start")).ShouldBe(HttpStatusCode.OK);

        var changed = await server.PatchAsync(agent, NeedsBranch);

        if (!refused)
        {
            changed.ShouldBe(HttpStatusCode.OK);
            return;
        }

        changed.ShouldBeProblem(HttpStatusCode.Conflict, "agent-in-use").Text("detail").ShouldContain("'branch'");
        (await server.PatchAsync(agent, NeedsBranch.Replace("\"branch\"}", "\"branch\", \"default\": \"Pune\"}"))).ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>When it is resumed, those that wait would end.</summary>
    [Fact]
    public async Task An_agent_of_a_paused_campaign_cannot_either_until_that_is_over()
    {
        var server = await StartAsync("sqlite");
        var campaign = $"/api/campaigns/{await server.CampaignAsync()}";
        var agent = $"/api/agents/{(await server.GetAsync(campaign)).Text("agentId")}";
        (await server.PostAsync($"{campaign}/start")).ShouldBe(HttpStatusCode.OK);
        (await server.PostAsync($"{campaign}/pause")).ShouldBe(HttpStatusCode.OK);

        (await server.PatchAsync(agent, NeedsBranch)).ShouldBeProblem(HttpStatusCode.Conflict, "agent-in-use").Text("detail").ShouldContain("'branch'");
        (await server.PostAsync($"{campaign}/complete")).ShouldBe(HttpStatusCode.OK);

        (await server.PatchAsync(agent, NeedsBranch)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_label_that_stops_retries_is_one_that_the_agent_gives_when_it_is_set_at_the_start_and_as_long_as_it_counts()
    {
        const string Heard = """{"definition": {"flow": {"steps": [{"name": "greet", "say": "Hello.", "end": {"disposition": "Heard"}}]}, "dispositions": []}}""";
        var server = await StartAsync("sqlite");
        var campaign = $"/api/campaigns/{await server.CampaignAsync("""{"stopConditions": {"converted": ["Told", "cannot tell"]}}""")}";
        var settings = (await server.GetAsync(campaign)).Json;
        var (agent, trunk) = ($"/api/agents/{settings["agentId"]}", settings["trunkId"]);

        (await server.PostAsync("/api/campaigns", $$$"""{"name": "x", "agentId": "{{{settings["agentId"]}}}", "trunkId": "{{{trunk}}}", "stopConditions": {"converted": ["told"]}}"""))
            .ShouldRefuse("/stopConditions/converted/0")["message"]!.GetValue<string>().ShouldContain("'Told'");
        (await server.PatchAsync(agent, Heard)).ShouldBe(HttpStatusCode.OK);
        (await server.PostAsync($"{campaign}/start")).ShouldRefuse("/stopConditions/converted/0");
        (await server.PatchAsync(campaign, """{"stopConditions": {"converted": ["Heard"]}}""")).ShouldBe(HttpStatusCode.OK);
        (await server.PostAsync($"{campaign}/start")).Text("status").ShouldBe("running");
        (await server.PatchAsync(agent, Heard.Replace("Heard", "Told"))).ShouldBeProblem(HttpStatusCode.Conflict, "agent-in-use").Text("detail").ShouldContain("'Heard'");
    }

    [Fact]
    public async Task An_agent_of_a_running_campaign_keeps_what_the_message_to_voicemails_speaks()
    {
        const string Message = """{"leadSchema": [{"name": "customer_name", "required": true}], "answeringMachine": {"action": "leaveMessage", "message": "See you at {{place}}."}}""";
        const string Change = """{"definition": {"variables": [{"name": "customer_name"}], "flow": {"steps": [{"name": "greet", "say": "Hello {{customer_name}}.", "end": {"disposition": "Told"}}]}}}""";
        var server = await StartAsync("sqlite");
        var campaign = $"/api/campaigns/{await server.CampaignAsync(Message, TestSettings.Agent)}";
        var agent = $"/api/agents/{(await server.GetAsync(campaign)).Text("agentId")}";
        (await server.PostAsync($"{campaign}/start")).ShouldBe(HttpStatusCode.OK);

        (await server.PatchAsync(agent, Change)).ShouldBeProblem(HttpStatusCode.Conflict, "agent-in-use").Text("detail").ShouldContain("'place'");
        (await server.PatchAsync(campaign, """{"answeringMachine": {"message": "Please call us."}}""")).ShouldBe(HttpStatusCode.OK);

        (await server.PatchAsync(agent, Change)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_campaign_that_was_started_is_given_no_agent_that_needs_what_its_leads_may_lack()
    {
        var server = await StartAsync("sqlite");
        var campaign = $"/api/campaigns/{await server.CampaignAsync()}";
        var other = $$"""{"agentId": "{{await server.CreateAsync("agents", TestSettings.Agent)}}"}""";
        (await server.PostAsync($"{campaign}/start")).ShouldBe(HttpStatusCode.OK);

        (await server.PatchAsync(campaign, other)).ShouldRefuse("/agentId")["message"]!.GetValue<string>().ShouldContain("'customer_name'");
        (await server.PatchAsync(campaign, """{"leadSchema": [{"name": "customer_name", "default": "you"}]}""")).ShouldBe(HttpStatusCode.OK);

        (await server.PatchAsync(campaign, other)).ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>SQLite has one writer, and nothing to be shown.</summary>
    [Theory]
    [InlineData("agents", "agentId")]
    [InlineData("trunks", "trunkId")]
    public async Task A_campaign_that_is_started_as_what_it_names_is_put_away_waits_for_that_and_is_refused(string table, string named)
    {
        const string Waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
        var server = await StartAsync("postgres");
        var campaign = $"/api/campaigns/{await server.CampaignAsync()}";
        var id = (await server.GetAsync(campaign)).Text(named);
        Task<Answer>? starting = null;

        await server.Database.WriteAsync(async session =>
        {
            await session.ScalarAsync<string>($"SELECT id FROM {table} WHERE id = @id{session.ForUpdate}", new { id });
            await session.ExecuteAsync($"UPDATE {table} SET archived_at = 1 WHERE id = @id", new { id });
            var start = starting = server.PostAsync($"{campaign}/start");
            await Eventually.HappensAsync(async () => start.IsCompleted || await server.Database.ReadAsync(beside => beside.ScalarAsync<long>(Waiting)) > 0);
        });

        (await starting!).ShouldRefuse($"/{named}");
    }

    [Fact]
    public async Task A_campaign_that_calls_people_at_any_hour_says_so()
    {
        var server = await StartAsync("sqlite");
        var at = $"/api/campaigns/{await server.CampaignAsync()}";

        (await server.GetAsync(at)).Json["warnings"]!.AsArray().ShouldHaveSingleItem()!.GetValue<string>().ShouldContain("legalPreset");
        (await server.PatchAsync(at, """{"legalPreset": "auto"}""")).Json["warnings"].ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"agentId": "000000000000000000000000"}""", "/agentId")]
    [InlineData("""{"trunkId": "000000000000000000000000"}""", "/trunkId")]
    [InlineData("""{"agentVersion": 2}""", "/agentVersion")]
    [InlineData("""{"callerId": "+910000000000"}""", "/callerId")]
    [InlineData("""{"defaultCountry": "XX"}""", "/defaultCountry")]
    [InlineData("""{"timezone": "Asia/Calcuta"}""", "/timezone")]
    [InlineData("""{"callingWindows": [{"days": ["mon"], "start": "10:00", "end": "19:00"}]}""", "/timezone")]
    [InlineData("""{"timezone": "Asia/Kolkata", "callingWindows": [{"days": ["mon"], "start": "19:00", "end": "10:00"}]}""", "/callingWindows/0/end")]
    [InlineData("""{"startsAt": "2026-12-01T09:00"}""", "/startsAt")]
    [InlineData("""{"timezone": "Asia/Kolkata", "endsAt": "tomorrow"}""", "/endsAt")]
    [InlineData("""{"startsAt": "2026-12-01T09:00:00Z", "endsAt": "2026-12-01T14:30:00+05:30"}""", "/endsAt")]
    [InlineData("""{"windowsIn": "lead"}""", "/windowsIn")]
    [InlineData("""{"legalPreset": "uk"}""", "/legalPreset")]
    [InlineData("""{"timezoneField": ""}""", "/timezoneField")]
    [InlineData("""{"holidays": ["2026-02-30"]}""", "/holidays/0")]
    [InlineData("""{"restricted": [{"from": "2026-12-31T12:00", "to": "2026-12-31T12:00"}]}""", "/restricted/0/to")]
    [InlineData("""{"retry": {"on": ["bussy"]}}""", "/retry/on/0")]
    [InlineData("""{"retry": {"maxAttempts": 0}}""", "/retry/maxAttempts")]
    [InlineData("""{"stopConditions": {"converted": ["Told", "Booked"]}}""", "/stopConditions/converted/1")]
    [InlineData("""{"ringTimeoutSeconds": 1}""", "/ringTimeoutSeconds")]
    [InlineData("""{"answeringMachine": {"action": "hangup now"}}""", "/answeringMachine/action")]
    [InlineData("""{"answeringMachine": {"action": "leaveMessage"}}""", "/answeringMachine/message")]
    [InlineData("""{"answeringMachine": {"action": "leaveMessage", "message": "Hello {{customer name}}"}}""", "/answeringMachine/message")]
    [InlineData("""{"answeringMachine": {"action": "leaveMessage", "message": "Hello {{nobody}}"}}""", "/answeringMachine/message")]
    [InlineData("""{"leadSchema": [{"name": "a", "type": "text"}]}""", "/leadSchema/0/type")]
    [InlineData("""{"leadSchema": [{"name": "a"}, {"name": "a"}]}""", "/leadSchema/1/name")]
    [InlineData("""{"leadSchema": [{"name": "a", "pattern": "("}]}""", "/leadSchema/0/pattern")]
    [InlineData("""{"leadSchema": [{"name": "a", "pattern": "(a)\\1"}]}""", "/leadSchema/0/pattern")]
    [InlineData("""{"leadSchema": [{"name": "a", "type": "number", "default": "1"}]}""", "/leadSchema/0/default")]
    [InlineData("""{"leadSchema": [{"name": "a", "allowedValues": ["x", 1]}]}""", "/leadSchema/0/allowedValues/1")]
    [InlineData("""{"leadSchema": [{"name": "a", "requird": true}]}""", "/leadSchema/0/requird")]
    public async Task What_is_wrong_with_a_campaign_is_named(string more, string pointer)
    {
        var server = await StartAsync("sqlite");
        var id = await server.CampaignAsync();

        (await server.PatchAsync($"/api/campaigns/{id}", more)).ShouldRefuse(pointer);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_campaign_hangs_up_on_machines_unless_it_says_otherwise(string engine)
    {
        var server = await StartAsync(engine);
        var id = await server.CampaignAsync("""{"leadSchema": [{"name": "customer_name", "required": true}]}""", TestSettings.Agent);
        (await server.GetAsync($"/api/campaigns/{id}")).Json["answeringMachine"]!.ToJsonString().ShouldBe("""{"action":"hangUp","message":null}""");

        var changed = await server.PatchAsync(
            $"/api/campaigns/{id}", """{"answeringMachine": {"action": "leaveMessage", "message": "Hello {{customer_name}}, it is {{now_time}}."}}""");

        changed.Json["answeringMachine"]!["action"]!.GetValue<string>().ShouldBe("leaveMessage");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_campaign_starts_only_when_its_schema_gives_the_agent_what_it_speaks(string engine)
    {
        var server = await StartAsync(engine);
        var id = await server.CampaignAsync("""{"leadSchema": [{"name": "customer_name"}]}""", TestSettings.Agent);

        (await server.PostAsync($"/api/campaigns/{id}/start")).ShouldRefuse("/leadSchema")["message"]!.GetValue<string>().ShouldContain("customer_name");
        await server.PatchAsync($"/api/campaigns/{id}", """{"leadSchema": [{"name": "customer_name", "required": true}]}""");

        (await server.PostAsync($"/api/campaigns/{id}/start")).Text("status").ShouldBe("running");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_leads_of_an_ended_campaign_are_canceled(string engine)
    {
        var server = await StartAsync(engine);
        var id = await server.CampaignAsync();
        var lead = await server.LeadAsync(id);

        await server.PostAsync($"/api/campaigns/{id}/end");

        (await server.GetAsync($"/api/leads/{lead}")).Text("status").ShouldBe("canceled");
        var explained = await server.GetAsync($"/api/leads/{lead}/explain");
        explained.Json["reasons"]![0]!["code"]!.GetValue<string>().ShouldBe("campaign-ended");
        explained.Json["waiting"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Another_workspaces_campaign_agent_or_trunk_is_not_found(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();
        var theirs = (await server.GetAsync($"/api/campaigns/{campaign}")).Json;
        using var other = await server.OtherWorkspaceAsync();

        (await other.GetAsync($"/api/campaigns/{campaign}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        foreach (var action in new[] { "start", "pause", "resume", "end" })
            (await other.PostAsync($"/api/campaigns/{campaign}/{action}", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var stolen = new StringContent(
            $$"""{"name": "x", "agentId": "{{theirs["agentId"]}}", "trunkId": "{{theirs["trunkId"]}}"}""", System.Text.Encoding.UTF8, "application/json");
        var answer = await Answer.OfAsync(await other.PostAsync("/api/campaigns", stolen));
        answer.ShouldRefuse("/agentId");
        answer.ShouldRefuse("/trunkId");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_campaign_is_not_put_away_before_the_ends_of_its_leads_are_written(string engine)
    {
        var server = await StartAsync(engine);
        var campaign = await server.CampaignAsync();
        await server.PostAsync($"/api/campaigns/{campaign}/start");
        await server.PostAsync($"/api/campaigns/{campaign}/complete");
        // One that came in at that moment, or of very many.
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE campaigns SET status = 'running'"));
        var lead = await server.LeadAsync(campaign);
        await server.Database.WriteAsync(session => session.ExecuteAsync("UPDATE campaigns SET status = 'completed'"));

        (await server.DeleteAsync($"/api/campaigns/{campaign}")).ShouldBeProblem(HttpStatusCode.Conflict, "campaign-ending");
        await server.Services.GetRequiredService<CampaignClock>().LookAsync(CancellationToken.None);

        (await server.DeleteAsync($"/api/campaigns/{campaign}")).Text("status").ShouldBe("archived");
        (await server.GetAsync($"/api/leads/{lead}")).Text("outcome").ShouldBe("expired");
    }
}
