using System.Runtime.InteropServices;
using Futwork.Simulator;

namespace Futwork.Tests.Simulator;

public sealed class InterruptTests
{
    [Fact]
    public void The_first_signal_cancels_and_the_second_ends_the_process()
    {
        using var interrupt = new Interrupt();
        PosixSignalContext first = new(PosixSignal.SIGINT), second = new(PosixSignal.SIGINT);

        interrupt.On(first);
        interrupt.On(second);

        interrupt.Token.IsCancellationRequested.ShouldBeTrue();
        (first.Cancel, second.Cancel).ShouldBe((true, false));
    }

    [Fact]
    public void A_signal_that_is_told_of_after_all_is_over_does_no_harm()
    {
        var interrupt = new Interrupt();
        interrupt.Dispose();

        Should.NotThrow(() => interrupt.On(new PosixSignalContext(PosixSignal.SIGTERM)));
    }
}
