using System.Net;
using Futwork.Calls;
using Futwork.Campaigns;
using Futwork.Hosting;
using Futwork.Outcomes;
using Futwork.Queue;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Rtp;
using Futwork.Tests.Realtime.Sip;
using Futwork.Tests.Support;
using Futwork.Trunks;

namespace Futwork.Tests.Calls;

/// <summary>Calls that come in over real SIP to a node whose engines are scripted.</summary>
public sealed class InboundCallTests(PostgresServer postgres) : PathTests(postgres)
{
    private const string Called = "+918035735856";
    private const string Caller = "+918076400001";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static int _ports = 10_000;

    [Theory, MemberData(nameof(Engines))]
    public async Task A_stranger_who_calls_a_number_is_answered_by_its_campaigns_agent(string engine)
    {
        var node = await ArrangeAsync(engine);
        await using var phone = await SipPhone.StartAsync();

        var leg = Dial(node, phone, "919812345678");
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
        await leg.HangUpAsync();
        await node.IdleAsync();
        await node.AnalyseAsync();

        var call = (await node.CallAsync()).ShouldNotBeNull();
        (call.Direction, call.Status, call.Outcome, call.HangupBy, call.HangupReason).ShouldBe(("inbound", "completed", "human", "Caller", "Caller hungup"));
        (call.ToNumber, call.FromNumber, call.ProviderCallId, call.Attempt).ShouldBe((Called, "919812345678", leg.ProviderCallId, 0));
        (await node.DeliveriesAsync()).ShouldBe(["ringing", "in-progress", "call-disconnected", "completed"]);
        (await node.Rig.ScalarAsync<string>("SELECT phone FROM leads")).ShouldBe("+919812345678");
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("completed", "human", 0));
        (await node.WorkAsync("take"))!.State.ShouldBe("done");
        (await node.WorkAsync()).ShouldBeNull();
        var payload = await node.Rig.ScalarAsync<string>("SELECT body FROM deliveries WHERE call_status = 'completed'");
        payload.ShouldNotBeNull().ShouldContain("\"direction\":\"inbound\"");
        payload.ShouldContain("\"recipientPhoneNumber\":\"+919812345678\"");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lead_who_calls_back_has_been_reached_and_is_not_dialled_any_more(string engine)
    {
        var node = await ArrangeAsync(engine);
        var lead = await node.Seeds.LeadAsync(dueAt: node.Rig.Now + 3_600_000);
        await using var phone = await SipPhone.StartAsync();

        var leg = Dial(node, phone, Caller);
        await leg.Answer.WaitAsync(Patience);
        await leg.HangUpAsync();
        await node.IdleAsync();

        (await node.CallAsync())!.LeadId.ShouldBe(lead);
        (await node.WorkAsync())!.State.ShouldBe("done");
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("call-disconnected", "human", 0));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Nobody_is_dialled_who_is_on_the_phone_with_us(string engine)
    {
        var node = await ArrangeAsync(engine);
        var lead = await node.Seeds.LeadAsync();
        await using var phone = await SipPhone.StartAsync();
        var leg = await TalkAsync(node, phone);

        (await node.TakeAsync()).ShouldBeEmpty();

        var waiting = (await node.WorkAsync())!;
        (waiting.State, waiting.DueAt > node.Rig.Now).ShouldBe(("ready", true));
        (await node.CallAsync())!.LeadId.ShouldBe(lead);
        await leg.HangUpAsync();
        await node.IdleAsync();
        (await node.WorkAsync())!.State.ShouldBe("done");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_caller_who_wants_to_be_called_back_is_owed_a_dial(string engine)
    {
        var node = await ArrangeAsync(engine);
        var lead = await node.Seeds.LeadAsync();
        await WorkQueueCancelAsync(node, lead);
        var at = node.Rig.Time.GetUtcNow().AddHours(2);
        var ending = new CallEnding("call-disconnected", "human") { Callback = new CallbackRequest(at, null) };

        await SettleAsync(node, lead, ending);

        var work = (await node.WorkAsync())!;
        (work.State, work.DueAt).ShouldBe(("ready", at.ToUnixTimeMilliseconds()));
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("queued", "human", 0));
    }

    [Theory]
    [InlineData("+918035700000", "\"127.0.0.1\"", 404)]
    [InlineData("+918035700000", "\"203.0.113.0/24\"", 403)]
    [InlineData(Called, "\"203.0.113.0/24\"", 403)]
    [InlineData("918035735856", "\"127.0.0.0/8\"", 200)]
    public async Task Only_known_numbers_are_answered_and_only_from_where_they_may_be_called(string number, string allow, int status)
    {
        var node = await ArrangeAsync("sqlite", allow);
        await using var phone = await SipPhone.StartAsync();

        var leg = Dial(node, phone, Caller, number);

        (await leg.Answer.WaitAsync(Patience)).SipStatus.ShouldBe(status);
        await leg.HangUpAsync();
        await node.IdleAsync();
        (await node.CallAsync() is null).ShouldBe(status != 200);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Strangers_by_the_dozen_cost_the_database_one_question_and_a_trunk_that_is_changed_lets_them_in_at_once(string engine)
    {
        var node = await ArrangeAsync(engine, "\"203.0.113.0/24\"");
        var known = node.Rig.Get<KnownCallers>();
        await using var phone = await SipPhone.StartAsync();

        for (var call = 0; call < 30; call++)
            (await Dial(node, phone, Caller).Answer.WaitAsync(Patience)).SipStatus.ShouldBe(403);
        known.Reads.ShouldBe(1);
        node.Rig.Get<SipUserAgent>().Counters.AnsweredOnce.ShouldBeGreaterThanOrEqualTo(29, "refusals of which nothing is kept");
        await AllowAsync(node, "\"127.0.0.1\"");
        (await Dial(node, phone, Caller).Answer.WaitAsync(Patience)).SipStatus.ShouldBe(403);
        known.Forget();

        var leg = Dial(node, phone, Caller);
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
        known.Reads.ShouldBe(2);
        await leg.HangUpAsync();
        await node.IdleAsync();
    }

    /// <summary>What another node was told of a trunk is known here a moment later.</summary>
    [Fact]
    public async Task What_is_known_of_strangers_is_forgotten_after_a_moment()
    {
        var node = await ArrangeAsync("sqlite", "\"203.0.113.0/24\"");
        var known = node.Rig.Get<KnownCallers>();
        (await known.IsKnownAsync(IPAddress.Loopback, CancellationToken.None)).ShouldBeFalse();
        await AllowAsync(node, "\"127.0.0.1\"");
        (await known.IsKnownAsync(IPAddress.Loopback, CancellationToken.None)).ShouldBeFalse();

        node.Rig.Time.Advance(KnownCallers.Fresh);

        (await known.IsKnownAsync(IPAddress.Loopback, CancellationToken.None)).ShouldBeTrue();
        (await known.IsKnownAsync(IPAddress.Parse("203.0.113.9"), CancellationToken.None)).ShouldBeFalse();
    }

    /// <summary>The SIP stack asks for each call and connection, and cannot wait: what has to be looked up is told the next time.</summary>
    [Theory, MemberData(nameof(Engines))]
    public async Task Whether_an_address_is_known_is_told_at_once_or_a_moment_later(string engine)
    {
        var node = await ArrangeAsync(engine, "\"203.0.113.0/24\"");
        var known = node.Rig.Get<KnownCallers>();
        IPAddress carrier = IPAddress.Parse("203.0.113.9"), stranger = IPAddress.Parse("198.51.100.1");

        await Eventually.IsAsync(() => known.Knows(carrier) is true ? "" : null);
        known.Knows(stranger).ShouldBe(false);
        known.Forget();

        known.Knows(carrier).ShouldBe(true);
        known.Knows(stranger).HasValue.ShouldBeFalse();
        await Eventually.IsAsync(() => known.Knows(stranger) is false ? "" : null);
        known.Reads.ShouldBe(2);
    }

    /// <summary>A datagram with the address of a carrier makes nobody talk, to whomever it says that the sound is to go.</summary>
    [Fact]
    public async Task A_caller_who_never_acknowledges_the_answer_has_given_up()
    {
        var node = await ArrangeAsync("sqlite");
        using var caller = new WirePeer(node.Rig.Get<SipUserAgent>().LocalEndPoint.Port);
        caller.SendRaw(WirePeer.Message(
            $"INVITE sip:{Called}@127.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP 127.0.0.1:{caller.Port};branch=z9hG4bKspoofed;rport\nFrom: <sip:{Caller}@127.0.0.1>;tag=far\n"
            + $"To: <sip:{Called}@127.0.0.1>\nCall-ID: spoofed\nCSeq: 1 INVITE\nContact: <sip:far@127.0.0.1:{caller.Port}>\nMax-Forwards: 70\n",
            WirePeer.Sdp));
        await caller.ExpectAsync("SIP/2.0 100 ");
        await caller.ExpectAsync("SIP/2.0 180 ");
        await caller.ExpectAsync("SIP/2.0 200 ");

        await Eventually.HappensAsync(() => Task.FromResult(node.Rig.Get<LiveCalls>().Count == 0), async () =>
        {
            node.Rig.Time.Advance(TimeSpan.FromSeconds(1));
            await node.Rig.Get<WorkKeeper>().RenewAsync(CancellationToken.None);
        });

        var call = (await node.CallAsync())!;
        (call.Status, call.HangupReason, call.HangupBy).ShouldBe(("canceled", "Caller gave up", "Caller"));
        (await node.DeliveriesAsync()).ShouldNotContain("in-progress");
    }

    /// <summary>A carrier that rings all nodes that have registered has one call answered: the other paths of it are told that it is here already.</summary>
    [Theory, MemberData(nameof(Engines))]
    public async Task A_call_that_comes_by_two_paths_is_answered_once(string engine)
    {
        var node = await ArrangeAsync(engine);
        await using var phone = await SipPhone.StartAsync();
        await using var other = await SipPhone.StartAsync();
        var id = Guid.NewGuid().ToString();
        var first = Dial(node, phone, Caller, callId: id);
        (await first.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();

        var second = Dial(node, other, Caller, callId: id);

        (await second.Answer.WaitAsync(Patience)).SipStatus.ShouldBe(482);
        await first.HangUpAsync();
        await node.IdleAsync();
        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM calls")).ShouldBe(1);
    }

    /// <summary>RFC 4475 section 3.1.1.4: an escape may name a zero character, for which PostgreSQL's text has no room.</summary>
    [Theory, MemberData(nameof(Engines))]
    public async Task A_zero_character_in_a_number_keeps_nobody_from_being_answered(string engine)
    {
        var node = await ArrangeAsync(engine);
        await using var phone = await SipPhone.StartAsync();

        var leg = Dial(node, phone, "alice\0", $"{Called}\0");
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
        await leg.HangUpAsync();
        await node.IdleAsync();

        var call = (await node.CallAsync()).ShouldNotBeNull();
        (call.FromNumber, call.ToNumber).ShouldBe(("alice\uFFFD", $"{Called}\uFFFD"));
    }

    /// <summary>The lead of a stranger waits for whoever changes the campaign, who may want to hold its trunk: neither is to wait for the other. SQLite has one writer.</summary>
    [Fact]
    public async Task A_stranger_who_calls_as_the_campaign_is_changed_has_not_locked_its_trunk()
    {
        var node = await ArrangeAsync("postgres");
        await using var phone = await SipPhone.StartAsync();
        var goOn = await node.StandStillAsync(session => Campaign.FindAsync(session, Seeds.Workspace, Seeds.Campaign, forUpdate: true));

        var leg = Dial(node, phone, "919812345678");
        await Eventually.HappensAsync(async () =>
            await node.Rig.ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") > 0);
        var held = await node.Rig.Database.WriteAsync(async session =>
        {
            await session.WaitForLocksAsync(TimeSpan.FromMilliseconds(100));
            return await Trunk.HoldAsync(session, Seeds.Workspace, Seeds.Trunk);
        });
        await goOn();

        held.ShouldNotBeNull();
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
        await leg.HangUpAsync();
        await node.IdleAsync();
    }

    [Theory]
    [InlineData("UPDATE trunks SET max_calls = 0", 486)]
    [InlineData("UPDATE campaigns SET status = 'paused'", 480)]
    public async Task A_trunk_that_is_full_and_a_campaign_that_does_not_run_answer_nobody(string sql, int status)
    {
        var node = await ArrangeAsync("sqlite");
        await node.Rig.ExecuteAsync(sql);
        await using var phone = await SipPhone.StartAsync();

        var leg = Dial(node, phone, Caller);

        (await leg.Answer.WaitAsync(Patience)).SipStatus.ShouldBe(status);
        (await node.CallAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_caller_is_refused_while_a_key_of_the_agent_does_not_open()
    {
        var node = await ArrangeAsync("sqlite");
        var lost = node.Rig.Get<SecretBox>().Seal("another workspace", "key of the voice");
        await node.Rig.ExecuteAsync(
            "UPDATE agent_versions SET definition = @definition", new { definition = Seeds.Greeter.Replace("\"voice\":{", $"\"voice\":{{\"apiKey\":\"{lost}\",") });
        await using var phone = await SipPhone.StartAsync();

        var leg = Dial(node, phone, Caller);

        (await leg.Answer.WaitAsync(Patience)).SipStatus.ShouldBe(480);
        await node.IdleAsync();
        var call = (await node.CallAsync())!;
        (call.Status, call.Outcome, call.HangupBy, call.HangupReason).ShouldBe(("failed", "failed", "Error", "speech_engine_unavailable"));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_call_of_a_node_that_died_ends_as_interrupted(string engine)
    {
        var node = await ArrangeAsync(engine);
        await using var phone = await SipPhone.StartAsync();
        var leg = await TalkAsync(node, phone);
        await node.Rig.ExecuteAsync("UPDATE work SET lease_until = 1, lease_owner = 'dead' WHERE kind = 'take'");

        await node.LookAsync();

        var call = (await node.CallAsync())!;
        (call.Status, call.Outcome, call.HangupReason).ShouldBe(("call-disconnected", "interrupted", "Platform stopped"));
        await leg.HangUpAsync();
        await node.IdleAsync();
        (await node.CallAsync())!.Outcome.ShouldBe("interrupted");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_clock_that_jumps_ends_no_call_that_this_node_runs(string engine)
    {
        var node = await ArrangeAsync(engine);
        await using var phone = await SipPhone.StartAsync();
        var leg = await TalkAsync(node, phone);
        await node.Rig.ExecuteAsync("UPDATE work SET lease_until = 1 WHERE kind = 'take'");

        await node.LookAsync();

        (await node.CallAsync())!.Status.ShouldBe("in-progress");
        await leg.HangUpAsync();
        await node.IdleAsync();
        (await node.CallAsync())!.Outcome.ShouldBe("human");
    }

    private async Task<CallRig> ArrangeAsync(string engine, string allow = "\"127.0.0.1\"")
    {
        var first = Interlocked.Add(ref _ports, 20);
        var node = await CallRigAsync(engine, "--Line:Address=127.0.0.1", "--Line:SipPort=0", $"--Line:FirstRtpPort={first}", $"--Line:LastRtpPort={first + 19}");
        await node.Seeds.AllAsync();
        await node.Seeds.EndpointAsync("http://127.0.0.1:1/", Seeds.AllStatuses);
        await AllowAsync(node, allow);
        await node.Rig.Get<InboundCalls>().StartAsync(CancellationToken.None);
        await node.Rig.Get<SipUserAgent>().StartAsync(CancellationToken.None);
        return node;
    }

    private static Task AllowAsync(CallRig node, string allow) => node.Rig.Database.WriteAsync(async session =>
    {
        var trunk = (await Trunk.FindAsync(session, Seeds.Workspace, Seeds.Trunk))!;
        trunk.Inbound = $$"""{"numbers":[{"number":"{{Called}}","campaignId":"{{Seeds.Campaign}}"}],"allow":[{{allow}}]}""";
        await trunk.UpdateAsync(session);
        await trunk.RouteNumbersAsync(session);
    });

    private static ICallLeg Dial(CallRig node, SipPhone phone, string from, string number = Called, string? callId = null)
    {
        var leg = phone.Agent.Dial(SipPhone.To(node.Rig.Get<SipUserAgent>().LocalEndPoint.Port, number) with { From = from, CallId = callId ?? Guid.NewGuid().ToString() });
        leg.Attach(new ScriptedAudio(440));
        return leg;
    }

    /// <summary>The caller is answered, and that is written.</summary>
    private static async Task<ICallLeg> TalkAsync(CallRig node, SipPhone phone)
    {
        var leg = Dial(node, phone, Caller);
        await leg.Answer.WaitAsync(Patience);
        await WaitForStatusAsync(node, "in-progress");
        return leg;
    }

    private static Task<bool> WorkQueueCancelAsync(CallRig node, string lead) =>
        node.Rig.Database.WriteAsync(session => WorkQueue.CancelAsync(session, Seeds.Workspace, WorkKind.Dial, lead));

    private static async Task SettleAsync(CallRig node, string lead, CallEnding ending)
    {
        var call = await node.Seeds.CallAsync(lead, "call-disconnected");
        await node.Rig.Database.WriteAsync(async session =>
        {
            var claim = await node.Rig.Get<WorkQueue>().HoldAsync(session, NewWork.Take(Seeds.Workspace, Seeds.Campaign, call, node.Rig.Now), TimeSpan.FromSeconds(30));
            await node.Rig.Get<Settlement>().SettleAsync(session, claim, new CallOfLead(call, lead, IsInbound: true), ending);
        });
    }

    private static async Task WaitForStatusAsync(CallRig node, string status)
    {
        using var limit = new CancellationTokenSource(Eventually.Patience);
        while ((await node.CallAsync())!.Status != status)
            await Task.Delay(10, limit.Token);
    }
}
