using Futwork.Data;

namespace Futwork.Tests.Data;

public sealed class SharedReadTests
{
    [Fact]
    public async Task Who_asks_while_a_read_is_under_way_shares_the_answer_of_the_next_one()
    {
        TaskCompletionSource<int>[] answers = [new(), new()];
        var reads = 0;
        var shared = new SharedRead<string, int>(_ => answers[reads++].Task);
        var first = shared.ReadAsync("a");
        var others = Enumerable.Range(0, 3).Select(_ => shared.ReadAsync("a")).ToList();

        answers[0].SetResult(1);
        (await first).ShouldBe(1);
        answers[1].SetResult(2);

        (await Task.WhenAll(others)).ShouldBe([2, 2, 2]);
        reads.ShouldBe(2);
    }
}
