using Futwork.Data;
using Futwork.Queue;
using Futwork.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Queue;

public sealed class WorkKeeperTests(PostgresServer postgres) : DatabaseTests(postgres)
{
    private readonly FakeTime _time = new();

    [Theory, MemberData(nameof(Engines))]
    public async Task What_is_kept_does_not_lapse_and_what_is_let_go_does(string engine)
    {
        var database = await OpenAsync(engine);
        var (queue, other) = (NewQueue("a"), NewQueue("b"));
        using var keeper = Keeper(database, queue);
        var claims = await ClaimAsync(database, queue, "one", "two", "three");
        using var first = keeper.Keep(claims[0], WorkKeeper.Lease);
        keeper.Keep(claims[1], WorkKeeper.Lease).Dispose();

        for (var second = 0; second < 60; second++)
        {
            _time.Advance(1000);
            await keeper.RenewAsync(CancellationToken.None);
        }

        (await database.WriteAsync(session => other.ReleaseLapsedAsync(session, WorkKind.Deliver))).Count.ShouldBe(2);
        (await database.WriteAsync(claims[0].CompleteAsync)).ShouldBeTrue();
        (await database.WriteAsync(claims[1].CompleteAsync)).ShouldBeFalse();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_lost_a_claim_is_told_once_even_when_its_node_has_it_again(string engine)
    {
        var database = await OpenAsync(engine);
        var (queue, other) = (NewQueue("a"), NewQueue("b"));
        using var keeper = Keeper(database, queue);
        var lost = 0;
        var claim = (await ClaimAsync(database, queue, "one")).Single();
        using var kept = keeper.Keep(claim, WorkKeeper.Lease, () => lost++);

        _time.Advance(WorkKeeper.Lease + TimeSpan.FromMilliseconds(1));
        await database.WriteAsync(session => other.ReleaseLapsedAsync(session, WorkKind.Deliver));
        var again = (await database.WriteAsync(session => queue.ClaimAsync(session, WorkKind.Deliver, "lane", 1, WorkKeeper.Lease))).Single();
        await keeper.RenewAsync(CancellationToken.None);
        _time.Advance(WorkKeeper.Lease);
        await keeper.RenewAsync(CancellationToken.None);

        lost.ShouldBe(1);
        again.Fence.ShouldBeGreaterThan(claim.Fence);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_lease_is_renewed_only_when_that_is_due(string engine)
    {
        var database = await OpenAsync(engine);
        var queue = NewQueue("a");
        using var keeper = Keeper(database, queue);
        using var kept = keeper.Keep((await ClaimAsync(database, queue, "one")).Single(), WorkKeeper.Lease);
        var until = await UntilAsync(database);

        _time.Advance(2900);
        await keeper.RenewAsync(CancellationToken.None);
        (await UntilAsync(database)).ShouldBe(until);
        _time.Advance(100);
        await keeper.RenewAsync(CancellationToken.None);

        (await UntilAsync(database)).ShouldBe(until + 3000);
    }

    [Fact]
    public async Task Leases_are_renewed_while_all_connections_are_at_work()
    {
        await using var database = new Database(await ConnectionStringAsync("postgres") + ";Maximum Pool Size=1");
        var queue = NewQueue("a");
        using var keeper = Keeper(database, queue);
        using var kept = keeper.Keep((await ClaimAsync(database, queue, "one")).Single(), WorkKeeper.Lease);
        var until = await UntilAsync(database);
        _time.Advance(3000);

        await database.ReadAsync(async _ =>
        {
            await keeper.RenewAsync(CancellationToken.None);
            return true;
        });

        (await UntilAsync(database)).ShouldBe(until + 3000);
    }

    [Fact]
    public async Task What_is_being_settled_is_passed_over_and_not_taken_for_lost()
    {
        var database = await OpenAsync("postgres");
        var queue = NewQueue("a");
        using var keeper = Keeper(database, queue);
        var lost = 0;
        var claims = await ClaimAsync(database, queue, "one", "two");
        var kept = claims.ConvertAll(claim => keeper.Keep(claim, WorkKeeper.Lease, () => lost++));
        _time.Advance(WorkKeeper.Lease / 2);

        await database.WriteAsync(async session =>
        {
            (await claims[0].HoldsAsync(session)).ShouldBeTrue();
            // Waiting for the row that is held here, it would wait for ever.
            await keeper.RenewAsync(CancellationToken.None);
        });
        (keeper.RenewedAt(claims[0]), keeper.RenewedAt(claims[1])).ShouldBe((null, _time.GetTimestamp()));

        await keeper.RenewAsync(CancellationToken.None);
        (keeper.RenewedAt(claims[0]), lost).ShouldBe((_time.GetTimestamp(), 0));
        kept.ForEach(one => one.Dispose());
    }

    private WorkKeeper Keeper(Database database, WorkQueue queue) =>
        new(database, queue, new DatabaseWatch(database, new DatabaseTime(_time), _time, NullLogger<DatabaseWatch>.Instance), _time, NullLogger<WorkKeeper>.Instance);

    private WorkQueue NewQueue(string node) => new(_time, new WorkSignal(), new Node(node));

    private async Task<List<Claim>> ClaimAsync(Database database, WorkQueue queue, params string[] subjects)
    {
        await database.WriteAsync(session => queue.EnqueueManyAsync(
            session, [.. subjects.Select((subject, index) => NewWork.Deliver("w", "lane", "c", subject, _time.UnixNow() - 100 + index))]));
        return await database.WriteAsync(session => queue.ClaimAsync(session, WorkKind.Deliver, "lane", 10, WorkKeeper.Lease));
    }

    private static Task<long> UntilAsync(Database database) => database.ReadAsync(session => session.ScalarAsync<long>("SELECT lease_until FROM work"));
}
