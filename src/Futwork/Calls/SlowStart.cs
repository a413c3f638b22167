using Futwork.Queue;

namespace Futwork.Calls;

/// <summary>
/// How many calls this node takes that have not left yet, until it has shown that it can dial. A process that has just started is slow at all that it does for the first time, and whom it has taken
/// meanwhile no other node can call. A few at first; each call that has left lets one more be on its way, so that they double with each round (slow start, RFC 5681 section 3.1),
/// until there is no bound any more. Calls of which a client's server is asked first do not count: how long that takes says nothing of this node.
/// </summary>
internal sealed class SlowStart(CallsOptions options, WorkSignal signal)
{
    /// <summary>After so many calls that have left the node has shown enough.</summary>
    private const int Enough = 120;

    private readonly Lock _gate = new();
    private int _waiting;
    private long _departed;

    /// <summary>How many more calls may be taken.</summary>
    public int Room
    {
        get
        {
            lock (_gate)
                return _departed >= Enough ? int.MaxValue : (int)Math.Max(0, options.FirstCalls + _departed - _waiting);
        }
    }

    /// <summary>These calls were taken.</summary>
    public void Took(List<CallOrder> orders) => orders.ForEach(order => Count(order, waiting: 1));

    /// <summary>A call that was taken has left: there is room for two others.</summary>
    public void Departed(CallOrder order)
    {
        if (Count(order, waiting: -1, departed: 1))
            signal.Wake(WorkKind.Dial);
    }

    /// <summary>A call that seemed to have left had missed its place, and waits for another.</summary>
    public void CameBack(CallOrder order) => Count(order, waiting: 1, departed: -1);

    /// <summary>A call that was taken will not leave.</summary>
    public void GivenUp(CallOrder order) => Count(order, waiting: -1);

    /// <returns>It counts, and there was a bound until now.</returns>
    private bool Count(CallOrder order, int waiting, int departed = 0)
    {
        if (order.PreDial is not null)
            return false;
        lock (_gate)
        {
            var wasBound = _departed < Enough;
            _waiting += waiting;
            _departed += departed;
            return wasBound;
        }
    }
}
