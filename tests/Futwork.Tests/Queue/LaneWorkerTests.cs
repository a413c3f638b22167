using Futwork.Data;
using Futwork.Queue;
using Futwork.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Queue;

public sealed class LaneWorkerTests(PostgresServer postgres) : DatabaseTests(postgres)
{
    private readonly FakeTime _time = new();

    /// <summary>What is given back is no attempt. SQLite does everything on the thread that asks: the look has broken off by the time that the call returns.</summary>
    [Fact]
    public async Task What_a_look_had_started_is_waited_for_though_the_node_stops_in_the_middle_of_it()
    {
        var database = await OpenAsync("sqlite");
        var signal = new WorkSignal();
        var queue = new WorkQueue(_time, signal, new Node("a"));
        using var watch = Watch(database);
        using var keeper = Keeper(database, queue, watch);
        await database.WriteAsync(session => queue.EnqueueManyAsync(session, [Duty("first"), Duty("second")]));
        var worker = new LaneWorker(WorkKind.Deliver, 1, database, queue, keeper, signal, _time, _ => { });
        using var stop = new CancellationTokenSource();
        var job = new TaskCompletionSource();

        var working = worker.RepeatAsync(TimeSpan.FromHours(1), look => worker.StartDueAsync(ClaimAsync, claim => claim, (_, _) => job.Task, look), stop.Token);

        working.IsCompleted.ShouldBeFalse();
        job.SetCanceled(stop.Token);
        await Should.ThrowAsync<OperationCanceledException>(working);
        (await database.ReadAsync(session => session.QueryAsync<string>("SELECT lane FROM work WHERE state = 'ready' AND attempts = 0 ORDER BY lane"))).ShouldBe(["first", "second"]);

        Task<List<Claim>> ClaimAsync(Session session, string lane, int limit)
        {
            if (lane == "second")
                stop.Cancel();
            stop.Token.ThrowIfCancellationRequested();
            return queue.ClaimAsync(session, WorkKind.Deliver, lane, limit, WorkKeeper.Lease);
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_a_node_holds_that_could_not_reach_the_database_is_not_taken_before_it_had_the_time_to_renew(string engine)
    {
        var database = await OpenAsync(engine);
        var signal = new WorkSignal();
        var (queue, other) = (new WorkQueue(_time, signal, new Node("a")), new WorkQueue(_time, signal, new Node("b")));
        using var watch = Watch(database);
        using var keeper = Keeper(database, queue, watch);
        await database.WriteAsync(session => queue.EnqueueAsync(session, Duty("first")));
        await database.WriteAsync(session => other.ClaimAsync(session, WorkKind.Deliver, "first", 1, WorkKeeper.Lease));
        var worker = new LaneWorker(WorkKind.Deliver, 1, database, queue, keeper, signal, _time, _ => { });

        _time.Advance(WorkKeeper.Lease + TimeSpan.FromMilliseconds(1));
        watch.Saw(_time.GetUtcNow(), _time.GetUtcNow().AddDays(-1), _time.GetTimestamp(), _time.GetTimestamp());
        (await LookAsync()).ShouldBeEmpty();
        _time.Advance(WorkKeeper.Lease / 2);
        await (await LookAsync()).ShouldHaveSingleItem();

        Task<List<Task>> LookAsync() => worker.StartDueAsync(ClaimAsync, claim => claim, (_, _) => Task.CompletedTask, CancellationToken.None);

        Task<List<Claim>> ClaimAsync(Session session, string lane, int limit) => queue.ClaimAsync(session, WorkKind.Deliver, lane, limit, WorkKeeper.Lease);
    }

    private DatabaseWatch Watch(Database database) => new(database, new DatabaseTime(_time), _time, NullLogger<DatabaseWatch>.Instance);

    private WorkKeeper Keeper(Database database, WorkQueue queue, DatabaseWatch watch) => new(database, queue, watch, _time, NullLogger<WorkKeeper>.Instance);

    private NewWork Duty(string lane) => NewWork.Deliver("w", lane, "c", $"of {lane}", _time.UnixNow());
}
