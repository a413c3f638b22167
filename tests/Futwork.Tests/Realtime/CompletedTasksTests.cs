using Futwork.Realtime;

namespace Futwork.Tests.Realtime;

public sealed class CompletedTasksTests
{
    [Fact]
    public void What_is_over_is_read() => Task.FromResult("done").Completed().ShouldBe("done");

    [Fact]
    public void What_failed_throws_what_it_did()
    {
        var failed = Task.FromException<string>(new InvalidDataException("no"));

        Should.Throw<InvalidDataException>(() => failed.Completed());
        Should.Throw<InvalidDataException>(() => ((Task)failed).Completed());
    }

    [Fact]
    public void What_is_not_over_is_not_waited_for()
    {
        var open = new TaskCompletionSource<string>().Task;

        Should.Throw<InvalidOperationException>(() => open.Completed());
        Should.Throw<InvalidOperationException>(() => ((Task)open).Completed());
    }
}
