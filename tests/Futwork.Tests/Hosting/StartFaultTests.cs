using Futwork.Hosting;

namespace Futwork.Tests.Hosting;

/// <summary>What is told of a start that failed.</summary>
public sealed class StartFaultTests
{
    [Fact]
    public void A_folder_that_the_server_may_not_use_is_told() =>
        StartFault.Explain(new UnauthorizedAccessException("Access to the path '/srv/futwork' is denied."))!.ShouldStartWith("Access to the path '/srv/futwork' is denied. Let the user");

    [Fact]
    public void A_fault_of_ours_keeps_its_stack_trace() => StartFault.Explain(new InvalidOperationException("Something is missing.")).ShouldBeNull();
}
