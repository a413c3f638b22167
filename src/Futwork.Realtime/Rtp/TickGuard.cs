namespace Futwork.Realtime.Rtp;

/// <summary>Keeps a stream's ticks and its end apart, so that what a tick uses may be freed. The clock thread never waits.</summary>
internal sealed class TickGuard
{
    private const int Free = 0;
    private const int Closed = -1;
    private int _owner;

    /// <summary>False when the stream is closed.</summary>
    public bool TryEnter() => Interlocked.CompareExchange(ref _owner, Environment.CurrentManagedThreadId, Free) == Free;

    public void Leave() => Volatile.Write(ref _owner, Free);

    /// <summary>Lets no tick in any more, once the one under way is over. False when it is this thread's own.</summary>
    /// <remarks>
    /// A clock thread is inside all streams of a group at once, and what it calls must not dispose of another one of them. It would not wait here, but where the socket is
    /// closed, and for ever: <see cref="RingExchange"/> lets go of the sockets at its next flush, by this very thread.
    /// </remarks>
    public bool TryClose()
    {
        var wait = default(SpinWait);
        while (true)
        {
            var owner = Interlocked.CompareExchange(ref _owner, Closed, Free);
            if (owner == Free) return true;
            if (owner == Environment.CurrentManagedThreadId || owner == Closed) return false;
            wait.SpinOnce();
        }
    }
}
