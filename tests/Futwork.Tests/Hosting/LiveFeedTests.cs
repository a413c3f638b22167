using Futwork.Hosting;

namespace Futwork.Tests.Hosting;

public sealed class LiveFeedTests
{
    private readonly LiveFeed _feed = new();

    [Fact]
    public void A_watcher_hears_its_own_workspace_only()
    {
        using var watch = _feed.TryOpen("a")!;

        Publish("a", "one");
        Publish("b", "two");
        Publish("a", "three");

        Read(watch).ShouldBe(["one", "three"]);
    }

    [Fact]
    public async Task A_watcher_that_is_too_slow_is_dropped_and_the_others_go_on()
    {
        using var slow = _feed.TryOpen("a")!;
        using var quick = _feed.TryOpen("a")!;
        for (var i = 0; i < 2000; i++)
        {
            Publish("a", $"{i}");
            Read(quick).ShouldBe([$"{i}"]);
        }

        var kept = Read(slow);
        kept.ShouldBe(Enumerable.Range(0, kept.Count).Select(i => $"{i}"));
        kept.Count.ShouldBeLessThan(2000);
        (await slow.Events.WaitToReadAsync(TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    [Fact]
    public void A_watcher_that_has_left_hears_nothing()
    {
        var watch = _feed.TryOpen("a")!;
        watch.Dispose();

        Publish("a", "one");

        Read(watch).ShouldBeEmpty();
    }

    [Fact]
    public void So_many_watch_a_workspace_and_no_more()
    {
        var watches = Enumerable.Range(0, LiveFeed.MostWatchers).Select(_ => _feed.TryOpen("a").ShouldNotBeNull()).ToList();

        _feed.TryOpen("a").ShouldBeNull();
        _feed.TryOpen("b").ShouldNotBeNull();
        watches[0].Dispose();
        _feed.TryOpen("a").ShouldNotBeNull();
    }

    private void Publish(string workspaceId, string status) => _feed.Publish(workspaceId, new LiveEvent("call.status", DateTimeOffset.UnixEpoch) { Status = status });

    private static List<string> Read(LiveFeed.Watch watch)
    {
        var statuses = new List<string>();
        while (watch.Events.TryRead(out var happening))
            statuses.Add(happening.Status!);
        return statuses;
    }
}
