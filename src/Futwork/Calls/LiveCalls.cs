using System.Collections.Concurrent;
using Futwork.Outcomes;
using Futwork.Queue;

namespace Futwork.Calls;

/// <summary>The calls that this node runs: from the claim until their end is written.</summary>
internal sealed class LiveCalls(WorkSignal signal, FullTrunks full, WorkKeeper keeper, CallsOptions options, TimeProvider time, ILogger<LiveCalls> logger)
{
    private static readonly TimeSpan HangUpLimit = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Guid, LiveCall> _calls = new();

    public int Count => _calls.Count;

    public bool Runs(Guid callId) => _calls.ContainsKey(callId);

    /// <summary>Runs a claimed call; returns at once. The task ends with the call.</summary>
    public Task Start(CallOrder order, Func<HangUp, Task> run)
    {
        var call = new LiveCall(order, new HangUp());
        _calls[order.CallId] = call;
        return call.Run = Task.Run(() => RunAsync(call, run));
    }

    /// <summary>Ends one call.</summary>
    /// <returns>False: this node does not run it.</returns>
    public bool HangUp(Guid callId, HangUpCause cause)
    {
        if (!_calls.TryGetValue(callId, out var call))
            return false;
        call.HangUp.Ask(cause);
        return true;
    }

    /// <summary>Hangs up all that is left and waits, not for ever, until it is written down.</summary>
    public async Task StopAsync()
    {
        var calls = _calls.Values.ToList();
        if (calls.Count == 0)
            return;
        CallsLog.Draining(logger, calls.Count);
        calls.ForEach(call => call.HangUp.Ask(HangUpCause.PlatformStopped));
        await Task.WhenAll(calls.Select(call => call.Run)).WaitAsync(HangUpLimit, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync(LiveCall call, Func<HangUp, Task> run)
    {
        // Once the lease is lost, others have written the end of the call already.
        using var kept = keeper.Keep(call.Order.Claim, options.Lease, () => call.HangUp.Ask(HangUpCause.PlatformStopped));
        try
        {
            await run(call.HangUp);
        }
        finally
        {
            _calls.TryRemove(call.Order.CallId, out _);
            call.HangUp.Dispose();
            if (full.LetsFollow(call.Order.WorkspaceId, call.Order.TrunkId))
                signal.Wake(WorkKind.Dial);
        }
    }

    private sealed record LiveCall(CallOrder Order, HangUp HangUp)
    {
        public Task Run { get; set; } = Task.CompletedTask;
    }
}
