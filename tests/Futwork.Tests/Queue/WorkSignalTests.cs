using Futwork.Data;
using Futwork.Queue;
using Futwork.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Queue;

public sealed class WorkSignalTests(PostgresServer postgres) : DatabaseTests(postgres)
{
    [Fact]
    public async Task A_wait_ends_with_the_signal_or_with_the_poll_interval()
    {
        var time = new FakeTime();
        var signal = new WorkSignal();

        var poll = signal.WaitAsync(WorkKind.Dial, TimeSpan.FromMilliseconds(500), time, CancellationToken.None);
        time.Advance(499);
        poll.IsCompleted.ShouldBeFalse();
        time.Advance(1);
        await poll;

        var woken = signal.WaitAsync(WorkKind.Dial, TimeSpan.FromMilliseconds(500), time, CancellationToken.None);
        signal.Set(WorkKind.Deliver);
        woken.IsCompleted.ShouldBeFalse();
        signal.Set(WorkKind.Dial);
        await woken;
    }

    [Fact]
    public async Task A_signal_between_two_waits_is_not_lost()
    {
        var signal = new WorkSignal();
        signal.Set(WorkKind.Dial);

        await signal.WaitAsync(WorkKind.Dial, Timeout.InfiniteTimeSpan, new FakeTime(), CancellationToken.None);
    }

    [Fact]
    public async Task A_signal_on_one_node_wakes_the_others_that_share_its_postgres()
    {
        // What carries signals takes none of the connections that the work is done on.
        await using var database = new Database($"{await ConnectionStringAsync("postgres")};Maximum Pool Size=1");
        var (here, there) = (new WorkSignal(), new WorkSignal());
        using var relayHere = Relay(database, here, "here");
        using var relayThere = Relay(database, there, "there");
        await relayHere.StartAsync(TestContext.Current.CancellationToken);
        await relayThere.StartAsync(TestContext.Current.CancellationToken);

        // The listener may still be connecting, and a signal before that is lost by design: so it is repeated.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var woken = there.WaitAsync(WorkKind.Dial, Timeout.InfiniteTimeSpan, TimeProvider.System, limit.Token);
        while (!woken.IsCompleted)
        {
            here.Set(WorkKind.Dial);
            await Task.WhenAny(woken, Task.Delay(20, CancellationToken.None));
        }

        await woken;
        there.TakeUntold().ShouldBeEmpty();
        await relayHere.StopAsync(CancellationToken.None);
        await relayThere.StopAsync(CancellationToken.None);
    }

    private static WorkSignalRelay Relay(Database database, WorkSignal signal, string node) =>
        new(database, signal, new Node(node), TimeProvider.System, NullLogger<WorkSignalRelay>.Instance);
}
