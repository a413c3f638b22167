using System.Text.Json;
using Futwork.Calls;
using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Leads;
using Futwork.Outcomes;
using Futwork.Queue;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Outcomes;

/// <summary>Whatever happens to leads, in any order: the counters of their campaign are what a recount finds, at every commit.</summary>
public sealed class CampaignCountersTests(PostgresServer postgres) : PathTests(postgres)
{
    private const int Steps = 120;

    private static readonly CallEnding Talked = new(CallStatus.CallDisconnected, CallOutcome.Human)
    {
        HangupBy = "Callee",
        HangupReason = "Call recipient hungup",
        Duration = TimeSpan.FromSeconds(30),
        Usage = """[{"kind":"model","engine":"openai","requests":1,"cost":0.0125}]""",
    };

    public static TheoryData<string, int> Runs => [.. Engines.SelectMany(engine => Enumerable.Range(1, 4).Select(seed => ((string)engine, seed)))];

    [Theory, MemberData(nameof(Runs))]
    public async Task Counters_are_what_a_recount_finds_after_every_step(string engine, int seed)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(maxCalls: 6, callsPerSecond: 50,
            campaign: ""","retry":{"maxAttempts":2,"gapSeconds":600,"on":["no-answer","busy","interrupted"]},"stopConditions":{"converted":["Sold"],"talkSeconds":80}""");
        var world = new World(node, new Random(seed));

        for (var step = 0; step < Steps; step++)
        {
            var what = await world.StepAsync(step);
            (await ReadAsync(node)).ShouldBe(await RecountAsync(node), ignoreOrder: true, $"after step {step}, {what}");
        }

        await node.Rig.Database.WriteAsync(session => CampaignCounters.FoldAsync(session, node.Rig.Now));
        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM campaign_moves")).ShouldBe(0);
        (await ReadAsync(node)).ShouldBe(await RecountAsync(node), ignoreOrder: true);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_the_line_failed_before_anything_rang_is_none_of_the_calls(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.AllAsync(campaign: ""","retry":{"maxAttempts":2,"gapSeconds":60,"on":["failed"]}""");
        await node.Seeds.LeadAsync();

        foreach (var answer in (LegAnswer[])[new(LegResult.Unreachable), new(LegResult.Failed, Rang: true), new(LegResult.Busy)])
        {
            var journal = node.Rig.Get<CallJournals>().Open((await node.TakeAsync()).ShouldHaveSingleItem());
            journal.Initiated("provider");
            await journal.EndAsync(CallEndings.Unanswered(answer, null), recording: null);
            node.Rig.Time.Advance(TimeSpan.FromMinutes(2));
        }

        (await ReadAsync(node)).ShouldBe([new("calls", 2), new("done:busy", 1)], ignoreOrder: true);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Nodes_that_move_leads_and_fold_at_the_same_time_lose_no_count(string engine)
    {
        var nodes = await NodesAsync(engine, 3);
        await nodes[0].Seeds.AllAsync();
        Task AddAsync(CallRig node) => node.Rig.Database.WriteAsync(session =>
            CampaignCounters.MoveAsync(session, (Seeds.Workspace, Seeds.Campaign), node.Rig.Now, null, CampaignCounters.Waiting, 3));

        await Task.WhenAll(Enumerable.Range(0, 150).Select(i => i % 5 == 0
            ? nodes[i % 3].Rig.Database.WriteAsync(session => CampaignCounters.FoldAsync(session, nodes[0].Rig.Now))
            : AddAsync(nodes[i % 3])));

        (await ReadAsync(nodes[0])).ShouldBe([new("waiting", 360)]);
    }

    private static async Task<List<KeyValuePair<string, long>>> ReadAsync(CallRig node) =>
        [.. await node.Rig.Database.ReadAsync(session => CampaignCounters.ReadAsync(session, Seeds.Workspace, Seeds.Campaign))];

    /// <summary>The same numbers from the rows themselves.</summary>
    private static async Task<List<KeyValuePair<string, long>>> RecountAsync(CallRig node)
    {
        var counts = await node.Rig.Database.ReadAsync(session => session.QueryAsync<(string Bucket, long N)>(
            """
            SELECT bucket, count(*) FROM (
                SELECT CASE WHEN w.state = 'ready' THEN 'waiting' WHEN w.state = 'leased' THEN 'calling'
                    WHEN p.outcome IS NOT NULL THEN 'done:' || p.outcome ELSE 'incoming' END AS bucket
                FROM leads l
                LEFT JOIN work w ON w.workspace_id = l.workspace_id AND w.kind = 'dial' AND w.subject_id = l.id
                LEFT JOIN lead_progress p ON p.workspace_id = l.workspace_id AND p.lead_id = l.id) counted
            GROUP BY bucket
            UNION ALL SELECT 'converted', count(*) FROM lead_progress WHERE converted_at IS NOT NULL
            UNION ALL SELECT 'calls', count(*) FROM calls WHERE direction = 'outbound' AND ended_at IS NOT NULL AND unheard = 0
            UNION ALL SELECT 'answered', count(*) FROM calls WHERE direction = 'outbound' AND answered_at IS NOT NULL AND ended_at IS NOT NULL
            UNION ALL SELECT 'talk-ms', CAST(coalesce(sum(duration_ms), 0) AS bigint) FROM calls
            """));
        var usages = await node.Rig.Database.ReadAsync(session => session.QueryAsync<string>("SELECT usage FROM calls WHERE usage IS NOT NULL"));
        var cost = usages.SelectMany(usage => JsonElement.Parse(usage).EnumerateArray()).Sum(use => use.GetProperty("cost").GetDecimal());
        return [.. counts.Append(("cost-micros", (long)(cost * 1_000_000))).Where(count => count.Item2 != 0).Select(count => KeyValuePair.Create(count.Item1, count.Item2))];
    }

    /// <summary>What may happen, at random.</summary>
    private sealed class World(CallRig node, Random random)
    {
        private readonly List<CallOrder> _up = [];

        private static readonly string[] Usual = ["push", "claim", "end", "talk"];

        private static readonly string[] Rarer =
            ["wish", "cancel", "redial", "opt out", "never left", "later", "expire", "analyse", "suppress", "call in", "fold", "give up", "line fault", "veto"];

        public async Task<string> StepAsync(int step)
        {
            // Each of the rarer ones has its turn between those that make them possible.
            var what = step % 4 == 3 ? Rarer[step / 4 % Rarer.Length] : Usual[random.Next(Usual.Length)];
            await (what switch
            {
                "push" => PushAsync(),
                "claim" => ClaimAsync(),
                "end" => EndAsync(CallEndings.Unanswered(new LegAnswer(random.Next(2) == 0 ? LegResult.Busy : LegResult.NoAnswer), null)),
                "talk" => EndAsync(Talked with { Disposition = random.Next(4) == 0 ? "Sold" : "Done" }),
                "wish" => EndAsync(Talked with { Callback = new CallbackRequest(node.Rig.Time.GetUtcNow().AddMinutes(5), null) }),
                "opt out" => EndAsync(Talked with { OptedOut = true }),
                "never left" => EndAsync(CallEndings.NeverLeft()),
                "line fault" => EndAsync(CallEndings.Unanswered(new LegAnswer(LegResult.Unreachable), null)),
                "veto" => EndAsync(CallEndings.Vetoed(new PreDialDecision(false, node.Rig.Time.GetUtcNow(), 1) { Until = node.Rig.Time.GetUtcNow().AddMinutes(5) })),
                "cancel" => CancelAsync(),
                "expire" => ExpireAsync(),
                "suppress" => SuppressAsync(),
                "redial" => RedialAsync(),
                "call in" => CallInAsync(Talked),
                "give up" => CallInAsync(new CallEnding(CallStatus.Canceled, CallOutcome.Canceled)),
                "later" => LaterAsync(),
                "fold" => node.Rig.Get<CampaignClock>().LookAsync(CancellationToken.None),
                _ => node.AnalyseAsync(),
            });
            return what;
        }

        private async Task PushAsync() => await node.Rig.Database.WriteAsync(session => new LeadGroup(
            node.Rig.Get<WorkQueue>(), [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => new NewLead(NewLead(), null))]).WriteAsync(session));

        private Lead NewLead()
        {
            string[] policies = [DuplicatePolicy.Allow, DuplicatePolicy.Skip, DuplicatePolicy.Update, DuplicatePolicy.Refuse];
            var phone = Phone();
            return new Lead
            {
                WorkspaceId = Seeds.Workspace,
                CampaignId = Seeds.Campaign,
                Id = Ids.New(node.Rig.Time),
                PhoneSent = phone,
                Phone = phone,
                RecipientData = "{}",
                CreatedAt = node.Rig.Now,
                Priority = random.Next(3),
                ExternalId = random.Next(3) == 0 ? $"{random.Next(30)}" : null,
                Duplicates = policies[random.Next(policies.Length)],
            };
        }

        private string Phone() => $"+9180764{random.Next(40):00000}";

        private async Task ClaimAsync() =>
            _up.AddRange(await node.Rig.Get<TrunkRound>().TakeAsync(Seeds.Workspace, Seeds.Trunk, [Seeds.Campaign], CancellationToken.None));

        private Task EndAsync(CallEnding ending)
        {
            if (_up.Count == 0)
                return Task.CompletedTask;
            var order = _up[random.Next(_up.Count)];
            _up.Remove(order);
            return EndAsync(order, ending);
        }

        private async Task EndAsync(CallOrder order, CallEnding ending)
        {
            var journal = node.Rig.Get<CallJournals>().Open(order);
            if (!ending.NeverLeft && !order.IsInbound)
                journal.Initiated("provider");
            if (ending.Answered)
                journal.Answered("provider");
            await journal.EndAsync(ending, recording: null);
        }

        private async Task CancelAsync()
        {
            if (await LeadAsync() is { } lead)
                await node.Rig.Database.WriteAsync(session => node.Rig.Get<UndialledLeads>().CancelAsync(session, Seeds.Workspace, Seeds.Campaign, lead));
        }

        private async Task ExpireAsync()
        {
            await node.Rig.ExecuteAsync("UPDATE work SET expires_at = @Now WHERE kind = 'dial' AND subject_id = @lead", new { node.Rig.Now, lead = await LeadAsync() });
            await node.Rig.Get<CampaignClock>().LookAsync(CancellationToken.None);
        }

        private Task<string?> LeadAsync() =>
            node.Rig.ScalarAsync<string>("SELECT id FROM leads ORDER BY id LIMIT 1 OFFSET @skip", new { skip = random.Next(20) });

        private Task SuppressAsync() => node.Rig.ExecuteAsync(
            "INSERT INTO suppressions (workspace_id, id, phone, source, created_at) VALUES (@Workspace, @id, @phone, 'api', 1) ON CONFLICT DO NOTHING",
            new { Seeds.Workspace, id = Ids.New(node.Rig.Time), phone = Phone() });

        private async Task RedialAsync() => await node.Rig.Get<Redial>().RunAsync(
            (await node.Rig.Database.ReadAsync(session => Campaign.FindAsync(session, Seeds.Workspace, Seeds.Campaign)))!,
            new RedialRequest { Outcomes = [CallOutcome.Busy, CallOutcome.Human, CallOutcome.Canceled, CallOutcome.Expired] }, CancellationToken.None);

        private async Task CallInAsync(CallEnding ending)
        {
            var order = await node.Rig.Database.WriteAsync(async session =>
            {
                var lead = await InboundLead.FindOrAddAsync(session, node.Rig.Time, Seeds.Workspace, Seeds.Campaign, Phone(), "IN");
                var callId = Guid.CreateVersion7(node.Rig.Time.GetUtcNow());
                var order = new CallOrder
                {
                    Claim = await node.Rig.Get<WorkQueue>().HoldAsync(session, NewWork.Take(Seeds.Workspace, Seeds.Campaign, callId.ToString(), node.Rig.Now), TimeSpan.FromSeconds(30)),
                    CallId = callId,
                    IsInbound = true,
                    LeadId = lead.Id,
                    AgentId = Seeds.Agent,
                    AgentVersion = 1,
                    TrunkId = Seeds.Trunk,
                    Carrier = "sip",
                    TrunkSettings = default,
                    To = "+918035735856",
                    From = "+918076400001",
                    Variables = new Dictionary<string, string>(),
                    Answering = new AnsweringPolicy(),
                    Record = false,
                };
                await Call.ArriveAsync(session, order, "provider", "node", node.Rig.Now);
                return order;
            });
            await EndAsync(order, ending);
        }

        private Task LaterAsync()
        {
            node.Rig.Time.Advance(TimeSpan.FromSeconds(random.Next(1, 1200)));
            return Task.CompletedTask;
        }
    }
}
