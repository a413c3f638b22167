namespace Futwork.Calls;

/// <summary>A rolling window: so many calls within any time of its length.</summary>
/// <param name="calls">The most calls.</param>
/// <param name="milliseconds">The length.</param>
/// <param name="taken">The latest places that were taken, unix milliseconds, in order.</param>
internal sealed class DialWindow(int calls, double milliseconds, IEnumerable<double> taken)
{
    private readonly Queue<double> _taken = new(taken);

    /// <summary>The first moment from <paramref name="at"/> on at which the window has room.</summary>
    public double Earliest(double at) => _taken.Count < calls ? at : Math.Max(at, _taken.Peek() + milliseconds);

    public void Take(double at)
    {
        if (_taken.Count == calls)
            _taken.Dequeue();
        _taken.Enqueue(at);
    }

    public DialWindow Copy() => new(calls, milliseconds, _taken);
}
