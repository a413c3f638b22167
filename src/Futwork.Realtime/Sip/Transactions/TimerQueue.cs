namespace Futwork.Realtime.Sip.Transactions;

/// <summary>Something that is due at a time; at most one wake-up is outstanding for each.</summary>
internal abstract class Timed
{
    internal const int NotQueued = -1;

    internal TimeSpan Due { get; set; }

    internal int Slot { get; set; } = NotQueued;

    /// <summary>Called under the gate, at or after the time asked for.</summary>
    internal abstract void OnDue();
}

/// <summary>
/// Every timer of the stack in one binary heap behind one timer of the <see cref="TimeProvider"/>. Re-arming and cancelling
/// are O(log n) and allocate nothing, so a transaction that ends early leaves nothing behind. The gate guards it.
/// </summary>
internal sealed class TimerQueue : IDisposable
{
    /// <summary>A timer takes no longer wait than 49 days, and a peer may ask for more; one that wakes too early is armed again.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly ITimer _timer;
    private readonly Action<Exception>? _faulted;
    private readonly List<Timed> _heap = [];
    private TimeSpan _armedFor = TimeSpan.MaxValue;

    /// <param name="time">The clock.</param>
    /// <param name="wake">Called when something is due; it must enter the gate and call <see cref="RunDue"/>.</param>
    /// <param name="faulted">Told of what one that is due has thrown: it must not keep the others from their turn, nor end the process. Null: it is thrown on.</param>
    public TimerQueue(TimeProvider time, Action wake, Action<Exception>? faulted = null)
    {
        _time = time;
        _faulted = faulted;
        _origin = time.GetTimestamp();
        _timer = time.CreateTimer(static state => ((Action)state!)(), wake, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Count => _heap.Count;

    /// <summary>Time since the queue was made.</summary>
    public TimeSpan Now => _time.GetElapsedTime(_origin);

    /// <summary>The same moment by <see cref="Now"/>, which no correction of the clock moves.</summary>
    public TimeSpan? Of(DateTimeOffset? moment) => Now + (moment - _time.GetUtcNow());

    public void Set(Timed item, TimeSpan due)
    {
        item.Due = due;
        if (item.Slot == Timed.NotQueued)
        {
            item.Slot = _heap.Count;
            _heap.Add(item);
        }

        SiftUp(item.Slot);
        SiftDown(item.Slot);
        Arm();
    }

    public void Cancel(Timed item)
    {
        if (item.Slot == Timed.NotQueued) return;
        var slot = item.Slot;
        var last = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        item.Slot = Timed.NotQueued;
        if (last == item) return;
        Place(last, slot);
        SiftUp(slot);
        SiftDown(last.Slot);
    }

    public void RunDue()
    {
        _armedFor = TimeSpan.MaxValue;
        while (_heap.Count > 0 && _heap[0].Due <= Now)
        {
            var item = _heap[0];
            Cancel(item);
            try
            {
                item.OnDue();
            }
            catch (Exception fault) when (_faulted is not null)
            {
                _faulted(fault);
            }
        }

        Arm();
    }

    public void Dispose() => _timer.Dispose();

    private void Arm()
    {
        if (_heap.Count == 0 || _heap[0].Due >= _armedFor) return;
        _armedFor = _heap[0].Due;
        var wait = _armedFor - Now < LongestWait ? _armedFor - Now : LongestWait;
        // A timer counts whole milliseconds: rounding up saves a wake-up that comes too early.
        _timer.Change(wait <= TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }

    private void SiftUp(int slot)
    {
        var item = _heap[slot];
        while (slot > 0 && item.Due < _heap[(slot - 1) / 2].Due)
        {
            Place(_heap[(slot - 1) / 2], slot);
            slot = (slot - 1) / 2;
        }

        Place(item, slot);
    }

    private void SiftDown(int slot)
    {
        var item = _heap[slot];
        while (2 * slot + 1 < _heap.Count)
        {
            var child = 2 * slot + 1;
            if (child + 1 < _heap.Count && _heap[child + 1].Due < _heap[child].Due) child++;
            if (item.Due <= _heap[child].Due) break;
            Place(_heap[child], slot);
            slot = child;
        }

        Place(item, slot);
    }

    private void Place(Timed item, int slot)
    {
        _heap[slot] = item;
        item.Slot = slot;
    }
}
