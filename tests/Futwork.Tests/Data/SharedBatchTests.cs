using Futwork.Data;

namespace Futwork.Tests.Data;

public sealed class SharedBatchTests
{
    private readonly List<(string Key, int[] Items, TaskCompletionSource Done)> _writes = [];
    private readonly SharedBatch<string, int, string> _shared;

    public SharedBatchTests() => _shared = new(WriteAsync);

    [Fact]
    public async Task Who_comes_while_a_write_is_under_way_shares_the_next_one()
    {
        var first = _shared.JoinAsync("a", 1);
        var others = Enumerable.Range(2, 3).Select(item => _shared.JoinAsync("a", item)).ToList();

        _writes.Single().Items.ShouldBe([1]);
        _writes[0].Done.SetResult();
        (await first).ShouldBe("a1");
        _writes[1].Items.ShouldBe([2, 3, 4]);
        _writes[1].Done.SetResult();

        (await Task.WhenAll(others)).ShouldBe(["a2", "a3", "a4"]);
        _ = _shared.JoinAsync("a", 5);
        _writes[2].Items.ShouldBe([5], "nothing is under way any more");
    }

    [Fact]
    public async Task No_more_share_a_write_than_may_and_those_who_came_first_are_the_first()
    {
        var shared = new SharedBatch<string, int, string>(WriteAsync, most: 2);
        var answers = Enumerable.Range(1, 4).Select(item => shared.JoinAsync("a", item)).ToList();

        for (var write = 0; write < 3; write++)
        {
            _writes.Count.ShouldBe(write + 1);
            _writes[write].Done.SetResult();
        }

        (await Task.WhenAll(answers)).ShouldBe(["a1", "a2", "a3", "a4"]);
        _writes.Select(write => string.Join(' ', write.Items)).ShouldBe(["1", "2 3", "4"]);
    }

    [Fact]
    public void Keys_do_not_wait_for_each_other()
    {
        _ = _shared.JoinAsync("a", 1);
        _ = _shared.JoinAsync("b", 1);

        _writes.Select(write => write.Key).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task A_failure_is_that_of_all_who_shared_it_and_of_nobody_else()
    {
        var first = _shared.JoinAsync("a", 1);
        var second = _shared.JoinAsync("a", 2);
        _writes[0].Done.SetException(new IOException("gone"));

        (await Should.ThrowAsync<IOException>(first)).Message.ShouldBe("gone");
        _writes[1].Done.SetResult();
        (await second).ShouldBe("a2");
    }

    private async Task<IReadOnlyList<string>> WriteAsync(string key, IReadOnlyList<int> items)
    {
        var write = (key, items.ToArray(), new TaskCompletionSource());
        _writes.Add(write);
        await write.Item3.Task;
        return [.. items.Select(item => $"{key}{item}")];
    }
}
