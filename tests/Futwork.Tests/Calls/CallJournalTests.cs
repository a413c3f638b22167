using Futwork.Calls;
using Futwork.Data;
using Futwork.Outcomes;
using Futwork.Tests.Support;

namespace Futwork.Tests.Calls;

/// <summary>What a call comes to is written down while it is up.</summary>
public sealed class CallJournalTests(PostgresServer postgres) : PathTests(postgres)
{
    [Theory, MemberData(nameof(Engines))]
    public async Task An_answer_that_a_database_that_is_away_misses_is_known_when_it_is_back(string engine)
    {
        var node = await CallRigAsync(engine);
        var journal = await MissAnswerAsync(node);

        await node.Rig.ExecuteAsync("ALTER TABLE away RENAME TO calls");
        await Eventually.HappensAsync(async () => (await node.CallAsync())!.AnsweredAt is not null, () =>
        {
            node.Rig.Time.Advance(1000);
            return Task.CompletedTask;
        });

        (await node.CallAsync())!.Status.ShouldBe("in-progress");
        await journal.EndAsync(CallEndings.Broken(answered: true, []), recording: null);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task The_end_takes_along_what_could_not_be_written_and_waits_for_no_clock(string engine)
    {
        var node = await CallRigAsync(engine);
        var journal = await MissAnswerAsync(node);

        await node.Rig.ExecuteAsync("ALTER TABLE away RENAME TO calls");
        await journal.EndAsync(CallEndings.Broken(answered: true, []), recording: null);

        var call = (await node.CallAsync())!;
        call.AnsweredAt.ShouldNotBeNull();
        call.EndedAt.ShouldNotBeNull();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_answer_is_written_the_moment_that_the_database_is_heard_again(string engine)
    {
        var node = await CallRigAsync(engine);
        var journal = await MissAnswerAsync(node);

        // From here on the clock stands.
        await ComeBackAsync(node);

        await Eventually.HappensAsync(async () => (await node.CallAsync())!.AnsweredAt is not null);
        await journal.EndAsync(CallEndings.Broken(answered: true, []), recording: null);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_end_is_written_the_moment_that_the_database_is_heard_again(string engine)
    {
        var node = await CallRigAsync(engine);
        var journal = await MissAnswerAsync(node);
        var timers = node.Rig.Time.ActiveTimers;
        var ending = journal.EndAsync(CallEndings.Broken(answered: true, []), recording: null);
        await Eventually.HappensAsync(() => Task.FromResult(node.Rig.Time.ActiveTimers > timers));

        await ComeBackAsync(node);

        await ending.WaitAsync(Eventually.Patience);
        (await node.CallAsync())!.EndedAt.ShouldNotBeNull();
    }

    /// <summary>The node, which knew that its database was away, hears it again.</summary>
    private static async Task ComeBackAsync(CallRig node)
    {
        node.Rig.Get<DatabaseWatch>().Missed(new TimeoutException());
        await node.Rig.ExecuteAsync("ALTER TABLE away RENAME TO calls");
        node.Hear(startedAgo: TimeSpan.FromSeconds(1));
    }

    /// <summary>A call that is answered while the database is away, which was noticed.</summary>
    private static async Task<CallJournal> MissAnswerAsync(CallRig node)
    {
        await node.Seeds.AllAsync();
        await node.Seeds.LeadAsync();
        var journal = node.Rig.Get<CallJournals>().Open((await node.TakeAsync()).Single());
        journal.Initiated("first");
        await Eventually.HappensAsync(async () => (await node.CallAsync())!.Status == "initiated");
        var timers = node.Rig.Time.ActiveTimers;

        await node.Rig.ExecuteAsync("ALTER TABLE calls RENAME TO away");
        journal.Answered("first");
        await Eventually.HappensAsync(() => Task.FromResult(node.Rig.Time.ActiveTimers > timers));
        return journal;
    }
}
