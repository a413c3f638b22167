using Futwork.Data;
using Futwork.Queue;
using Futwork.Tests.Support;

namespace Futwork.Tests.Queue;

public sealed class WorkQueueTests(PostgresServer postgres) : DatabaseTests(postgres)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly FakeTime _time = new();

    [Theory, MemberData(nameof(Engines))]
    public async Task A_duty_is_claimed_when_it_is_due_and_not_before(string engine)
    {
        var database = await OpenAsync(engine);
        var queue = NewQueue("a");
        await EnqueueAsync(database, queue, "s1", _time.UnixNow() + 5000);

        (await ClaimAsync(database, queue)).ShouldBeEmpty();
        _time.Advance(5000);

        (await ClaimAsync(database, queue)).ShouldHaveSingleItem().SubjectId.ShouldBe("s1");
        (await ClaimAsync(database, queue)).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_longest_due_comes_first_and_other_lanes_are_left_alone(string engine)
    {
        var database = await OpenAsync(engine);
        var queue = NewQueue("a");
        long now = _time.UnixNow();
        await EnqueueAsync(database, queue, "late", now - 1);
        await EnqueueAsync(database, queue, "early", now - 100);
        await EnqueueAsync(database, queue, "middle", now - 50);
        await EnqueueAsync(database, queue, "elsewhere", now - 500, lane: "other");

        var claims = await ClaimAsync(database, queue, 2);

        claims.Select(claim => claim.SubjectId).ShouldBe(["early", "middle"]);
        (await database.ReadAsync(session => queue.DueLanesAsync(session, WorkKind.Deliver))).ShouldBe(["lane", "other"], ignoreOrder: true);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Claimers_at_the_same_time_never_get_the_same_duty(string engine)
    {
        var database = await OpenAsync(engine);
        var queues = Enumerable.Range(0, 8).Select(i => NewQueue($"node{i}")).ToList();
        await database.WriteAsync(async session =>
        {
            for (var i = 0; i < 200; i++)
                await queues[0].EnqueueAsync(session, NewWork.Deliver("w", "lane", "c", $"s{i}", 0));
        });

        var claimed = await Task.WhenAll(queues.Select(queue => ClaimUntilEmptyAsync(database, queue)));

        claimed.SelectMany(subjects => subjects).Order().ShouldBe(Enumerable.Range(0, 200).Select(i => $"s{i}").Order());
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_lost_the_lease_cannot_write_any_more(string engine)
    {
        var database = await OpenAsync(engine);
        var (first, second) = (NewQueue("first"), NewQueue("second"));
        await EnqueueAsync(database, first, "s", 0);
        var lost = (await ClaimAsync(database, first)).Single();
        _time.Advance(Lease + TimeSpan.FromMilliseconds(1));

        (await database.WriteAsync(session => second.ReleaseLapsedAsync(session, WorkKind.Deliver))).Count.ShouldBe(1);
        var held = (await ClaimAsync(database, second)).Single();

        held.Fence.ShouldBeGreaterThan(lost.Fence);
        held.Attempts.ShouldBe(2);
        (await database.WriteAsync(lost.HoldsAsync)).ShouldBeFalse();
        (await database.WriteAsync(lost.CompleteAsync)).ShouldBeFalse();
        (await database.WriteAsync(session => lost.RescheduleAsync(session, 0))).ShouldBeFalse();
        (await database.WriteAsync(held.HoldsAsync)).ShouldBeTrue();
        (await database.WriteAsync(held.CompleteAsync)).ShouldBeTrue();
    }

    /// <summary>SQLite has one writer, and nothing to be shown.</summary>
    [Fact]
    public async Task A_lapsed_duty_that_its_holder_is_writing_about_keeps_nobody_from_the_others()
    {
        var database = await OpenAsync("postgres");
        var (first, second) = (NewQueue("first"), NewQueue("second"));
        await EnqueueAsync(database, first, "written", 0);
        await EnqueueAsync(database, first, "left", 1);
        var claims = await ClaimAsync(database, first);
        _time.Advance(Lease + TimeSpan.FromMilliseconds(1));

        await database.WriteAsync(async session =>
        {
            (await claims[0].HoldsAsync(session)).ShouldBeTrue();
            // Waiting for the row that is held here, it would wait for ever.
            (await database.WriteAsync(other => second.ReleaseLapsedAsync(other, WorkKind.Deliver))).ShouldHaveSingleItem().SubjectId.ShouldBe("left");
        });

        (await database.WriteAsync(session => second.ReleaseLapsedAsync(session, WorkKind.Deliver))).ShouldHaveSingleItem().SubjectId.ShouldBe("written");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_renewed_lease_does_not_lapse(string engine)
    {
        var database = await OpenAsync(engine);
        var queue = NewQueue("a");
        await EnqueueAsync(database, queue, "s", 0);
        var claim = (await ClaimAsync(database, queue)).Single();

        _time.Advance(TimeSpan.FromSeconds(20));
        await database.WriteAsync(session => queue.RenewAsync(session, [claim], Lease));
        _time.Advance(TimeSpan.FromSeconds(20));

        (await database.WriteAsync(session => queue.ReleaseLapsedAsync(session, WorkKind.Deliver))).Count.ShouldBe(0);
        (await database.WriteAsync(session => queue.TakeOverLapsedAsync(session, "w", claim.Id))).ShouldBeNull();
        (await database.WriteAsync(claim.CompleteAsync)).ShouldBeTrue();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_taken_over_duty_belongs_to_its_taker_only(string engine)
    {
        var database = await OpenAsync(engine);
        var (first, second) = (NewQueue("first"), NewQueue("second"));
        await EnqueueAsync(database, first, "s", 0);
        var lost = (await ClaimAsync(database, first)).Single();
        _time.Advance(Lease + TimeSpan.FromMilliseconds(1));

        var taken = await database.WriteAsync(session => second.TakeOverLapsedAsync(session, "w", lost.Id));

        taken.ShouldNotBeNull().Fence.ShouldBe(lost.Fence + 1);
        (await database.WriteAsync(lost.CompleteAsync)).ShouldBeFalse();
        (await database.WriteAsync(session => taken.RescheduleAsync(session, _time.UnixNow()))).ShouldBeTrue();
        (await ClaimAsync(database, first)).ShouldHaveSingleItem();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_duty_can_be_cancelled_while_nobody_holds_it_and_reopened_when_it_is_done(string engine)
    {
        var database = await OpenAsync(engine);
        var queue = NewQueue("a");
        await EnqueueAsync(database, queue, "s", 0);

        (await database.WriteAsync(session => WorkQueue.CancelAsync(session, "w", WorkKind.Deliver, "s"))).ShouldBeTrue();
        (await ClaimAsync(database, queue)).ShouldBeEmpty();
        (await database.WriteAsync(session => queue.ReopenAsync(session, "w", WorkKind.Deliver, "s"))).ShouldBeTrue();
        (await database.WriteAsync(session => queue.ReopenAsync(session, "w", WorkKind.Deliver, "s"))).ShouldBeFalse();
        (await ClaimAsync(database, queue)).ShouldHaveSingleItem();
        (await database.WriteAsync(session => WorkQueue.CancelAsync(session, "w", WorkKind.Deliver, "s"))).ShouldBeFalse();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_duty_whose_transaction_fails_is_not_owed_and_wakes_nobody(string engine)
    {
        var database = await OpenAsync(engine);
        var signal = new WorkSignal();
        var queue = new WorkQueue(_time, signal, new Node("a"));

        await Should.ThrowAsync<InvalidOperationException>(() => database.WriteAsync(async session =>
        {
            await queue.EnqueueAsync(session, NewWork.Deliver("w", "lane", "c", "s", 0));
            throw new InvalidOperationException();
        }));

        (await ClaimAsync(database, queue)).ShouldBeEmpty();
        signal.TakeUntold().ShouldBeEmpty();
        await EnqueueAsync(database, queue, "s", 0);
        signal.TakeUntold().ShouldBe([WorkKind.Deliver]);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_was_claimed_is_put_off_each_to_its_own_time_or_given_back_or_done(string engine)
    {
        var database = await OpenAsync(engine);
        var queue = NewQueue("a");
        foreach (var subject in new[] { "s0", "s1", "s2", "s3" })
            await EnqueueAsync(database, queue, subject, 7);

        await database.WriteAsync(async session =>
        {
            var claims = (await queue.ClaimAsync(session, WorkKind.Deliver, "lane", 10, Lease)).OrderBy(claim => claim.SubjectId, StringComparer.Ordinal).ToList();
            await Claims.PutOffAsync(session, [(claims[0], 900, "long"), (claims[1], 800, "short")]);
            await Claims.GiveBackAsync(session, [claims[2]]);
            await Claims.CompleteAsync(session, [claims[3]]);
            await Claims.PutOffAsync(session, []);
            await Claims.GiveBackAsync(session, []);
            await Claims.CompleteAsync(session, []);
        });

        var kept = await database.ReadAsync(session => session.QueryAsync<(string, long, long?, string?, long)>(
            "SELECT state, due_at, put_off_from, put_off_by, attempts FROM work WHERE lease_owner IS NULL AND lease_until IS NULL ORDER BY subject_id"));
        (string, long, long?, string?, long)[] expected = [("ready", 900, 7, "long", 0), ("ready", 800, 7, "short", 0), ("ready", 7, null, null, 0), ("done", 7, null, null, 1)];
        kept.ShouldBe(expected);
    }

    private WorkQueue NewQueue(string node) => new(_time, new WorkSignal(), new Node(node));

    private static Task EnqueueAsync(Database database, WorkQueue queue, string subject, long dueAt, string lane = "lane") =>
        database.WriteAsync(session => queue.EnqueueAsync(session, NewWork.Deliver("w", lane, "c", subject, dueAt)));

    private static Task<List<Claim>> ClaimAsync(Database database, WorkQueue queue, int limit = 10) =>
        database.WriteAsync(session => queue.ClaimAsync(session, WorkKind.Deliver, "lane", limit, Lease));

    private static async Task<List<string>> ClaimUntilEmptyAsync(Database database, WorkQueue queue)
    {
        var subjects = new List<string>();
        while (await ClaimAsync(database, queue, 7) is { Count: > 0 } claims)
            subjects.AddRange(claims.Select(claim => claim.SubjectId));
        return subjects;
    }
}
