using Futwork.Calls;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;
using Microsoft.Extensions.Hosting;

namespace Futwork.Tests.Calls;

/// <summary>Nodes that are told to stop while others go on, and a database that crashes and comes back.</summary>
public sealed class NodesComeAndGoTests(PostgresServer postgres) : PathTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task A_node_that_is_told_to_stop_finishes_its_calls_while_another_takes_the_new_ones(string engine)
    {
        var nodes = await NodesAsync(engine, 2, "--Calls:DrainSeconds=60");
        await nodes[0].Seeds.AllAsync();
        await nodes[0].Seeds.LeadAsync();
        var pump = nodes[0].Rig.Get<DialPump>();
        await pump.StartedAsync(CancellationToken.None);
        await nodes[0].EventuallyAsync(() => !nodes[0].Carrier.Dialled.IsEmpty);
        var old = await nodes[0].Carrier.NextAsync();
        old.Ring();

        var stopped = pump.StopAsync(CancellationToken.None);
        await nodes[0].Seeds.LeadAsync();
        nodes[1].Rig.Time.Advance(1000);
        await nodes[1].LookAsync();
        (await nodes[1].Carrier.NextAsync()).Reply(new LegAnswer(LegResult.Busy));
        await nodes[1].IdleAsync();

        stopped.IsCompleted.ShouldBeFalse();
        nodes[0].Carrier.Dialled.Count.ShouldBe(1);
        old.Reply(new LegAnswer(LegResult.NoAnswer, Rang: true));
        await nodes[0].IdleAsync();
        await nodes[0].EventuallyAsync(() => stopped.IsCompleted);
        (await nodes[0].CallAsync(old.Request.CallId.ToString()))!.Outcome.ShouldBe("no-answer");
    }

    /// <summary>A start that fails, because another program has the port of the API say, fails after this.</summary>
    [Fact]
    public async Task A_node_calls_nobody_before_all_of_it_has_started()
    {
        var node = await CallRigAsync("sqlite");
        await node.Seeds.AllAsync();
        await node.Seeds.LeadAsync();
        var pump = node.Rig.Get<DialPump>();

        await pump.StartAsync(CancellationToken.None);
        pump.ExecuteTask.ShouldBeNull();
        await pump.StartedAsync(CancellationToken.None);

        await node.EventuallyAsync(() => !node.Carrier.Dialled.IsEmpty);
        (await node.Carrier.NextAsync()).Reply(new LegAnswer(LegResult.Busy));
        await pump.StopAsync(CancellationToken.None);
    }

    /// <summary>The API stops first, and waits for whoever uploads a file.</summary>
    [Fact]
    public async Task A_node_that_is_told_to_stop_calls_nobody_else_while_its_api_still_answers()
    {
        var node = await CallRigAsync("sqlite", "--Calls:DrainSeconds=600");
        await node.Seeds.AllAsync();
        await node.Seeds.LeadAsync();
        var pump = node.Rig.Get<DialPump>();
        await pump.StartedAsync(CancellationToken.None);
        await node.EventuallyAsync(() => !node.Carrier.Dialled.IsEmpty);
        var old = await node.Carrier.NextAsync();
        old.Ring();

        node.Rig.Get<IHostApplicationLifetime>().StopApplication();
        old.Reply(new LegAnswer(LegResult.Busy));

        await node.EventuallyAsync(() => pump.ExecuteTask!.IsCompleted);
        node.Rig.Get<LiveCalls>().Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_call_that_is_let_in_as_the_node_is_told_to_stop_is_waited_for()
    {
        var node = await CallRigAsync("sqlite", "--Calls:DrainSeconds=600");
        await node.Seeds.AllAsync();
        var pump = node.Rig.Get<DialPump>();
        await pump.StartedAsync(CancellationToken.None);
        node.Rig.Get<IHostApplicationLifetime>().StopApplication();
        await node.EventuallyAsync(() => pump.ExecuteTask!.IsCompleted);
        await node.Seeds.LeadAsync();
        var over = new TaskCompletionSource();
        _ = node.Rig.Get<LiveCalls>().Start((await node.TakeAsync()).ShouldHaveSingleItem(), _ => over.Task);

        var stopped = pump.StopAsync(CancellationToken.None);

        stopped.IsCompleted.ShouldBeFalse();
        over.SetResult();
        await node.EventuallyAsync(() => stopped.IsCompleted);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Draining_has_an_end_and_what_is_left_then_is_hung_up(string engine)
    {
        var node = (await NodesAsync(engine, 1, "--Calls:DrainSeconds=1")).Single();
        await node.Seeds.AllAsync();
        await node.Seeds.LeadAsync();
        var pump = node.Rig.Get<DialPump>();
        await pump.StartedAsync(CancellationToken.None);
        await node.EventuallyAsync(() => !node.Carrier.Dialled.IsEmpty);
        var far = await node.Carrier.NextAsync();
        far.Ring();

        var stopped = pump.StopAsync(CancellationToken.None);
        // From then on the clock stands: the end is waited for as long as writing it takes.
        await node.EventuallyAsync(() => far.Answer.IsCompleted);
        await stopped.WaitAsync(TimeSpan.FromSeconds(30));

        var call = (await node.CallAsync())!;
        (call.Outcome, call.HangupReason).ShouldBe(("interrupted", "Platform stopped"));
    }

    [Fact]
    public async Task A_database_that_crashes_and_comes_back_finds_calls_still_up_and_is_told_of_their_end()
    {
        await using var own = new PostgresServer(durable: true);
        var node = new CarrierAndRig(await own.CreateDatabaseAsync(), Folder);
        await using var rig = await node.StartAsync();
        await rig.Seeds.AllAsync();
        await rig.Seeds.LeadAsync();
        await rig.LookAsync();
        var far = await rig.Carrier.NextAsync();
        far.Ring();

        await own.CrashAsync();
        far.Reply(new LegAnswer(LegResult.Busy));
        await own.RestartAsync();
        await rig.Node.EventuallyAsync(() => rig.Node.Rig.Get<LiveCalls>().Count == 0);

        (await rig.Node.CallAsync())!.Outcome.ShouldBe("busy");
        await rig.Seeds.LeadAsync();
        await rig.Node.EventuallyAsync(() => rig.Carrier.Dialled.Count == 2, rig.LookAsync);
    }

    [Fact]
    public async Task A_call_that_a_crash_of_the_database_kept_from_leaving_is_due_two_seconds_after_it_is_back()
    {
        await using var own = new PostgresServer(durable: true);
        var node = new CarrierAndRig(await own.CreateDatabaseAsync(), Folder);
        await using var rig = await node.StartAsync();
        await rig.Seeds.AllAsync();
        await rig.Seeds.LeadAsync();
        var order = (await rig.Node.TakeAsync()).ShouldHaveSingleItem();
        var timers = rig.Node.Rig.Time.ActiveTimers;

        await own.CrashAsync();
        using var hangUp = new HangUp();
        var call = rig.Node.Rig.Get<OutboundCall>().RunAsync(order, hangUp);
        await Eventually.HappensAsync(() => Task.FromResult(rig.Node.Rig.Time.ActiveTimers > timers));
        await own.RestartAsync();
        await rig.Node.EventuallyAsync(() => call.IsCompleted);

        rig.Carrier.Dialled.ShouldBeEmpty();
        var work = (await rig.Node.WorkAsync())!;
        (work.State, work.DueAt <= rig.Node.Rig.Now + 2000).ShouldBe(("ready", true));
        (await rig.Node.ProgressAsync())!.Attempts.ShouldBe(0);
    }

    /// <summary>A node on a database of its own.</summary>
    private sealed class CarrierAndRig(string connectionString, string folder) : IAsyncDisposable
    {
        private CallRig? _node;

        public CallRig Node => _node!;

        public Seeds Seeds => Node.Seeds;

        public ScriptedCarrier Carrier => Node.Carrier;

        public async Task<CarrierAndRig> StartAsync()
        {
            var carrier = new ScriptedCarrier();
            var rig = await PathRig.CreateAsync(connectionString, folder, new FakeTime(), CallRig.Replace(carrier));
            _node = new CallRig(rig, new Seeds(rig), carrier);
            return this;
        }

        public Task LookAsync() => Node.LookAsync();

        public ValueTask DisposeAsync() => Node.Rig.DisposeAsync();
    }
}
