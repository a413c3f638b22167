using Futwork.Realtime.Sip;

namespace Futwork.Tests.Realtime.Sip;

/// <summary>What a phone of ours does with a call to it: it rings until the caller gives up.</summary>
internal sealed class RingingCall
{
    private readonly TaskCompletionSource _rings = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>It rings.</summary>
    public Task Rings => _rings.Task;

    /// <summary>The caller has given up.</summary>
    public Task Gone => _gone.Task;

    public async Task TakeAsync(IncomingCall call)
    {
        call.Ring();
        _rings.SetResult();
        await using var canceled = call.Canceled.Register(_gone.SetResult);
        await Gone;
    }
}
