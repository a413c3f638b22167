namespace Futwork.Realtime.Sip.Transport;

/// <summary>When a connection was last of use, and how long its peer has been about to say something.</summary>
internal sealed class StreamActivity(TimeProvider time)
{
    /// <summary>How long a peer may take for its first message, and for the rest of one that it has begun: as long as any request is repeated.</summary>
    public static readonly TimeSpan Patience = Transactions.SipTimers.Lifetime;

    /// <summary>How long a connection may be quiet. Who wants to keep it sends a blank line at least every two minutes (RFC 5626 section 4.4.1).</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(5);

    private const long Never = long.MinValue;

    private long _usedAt = time.GetTimestamp();
    private long _waitsSince = time.GetTimestamp();
    private volatile bool _spoke;
    private volatile bool _isPaused;

    /// <summary>Since it last carried a message, or a sign of life of the peer's.</summary>
    public TimeSpan Quiet => time.GetElapsedTime(Volatile.Read(ref _usedAt));

    /// <summary>We sent a message.</summary>
    public void Used() => Volatile.Write(ref _usedAt, time.GetTimestamp());

    /// <summary>A whole message came, or a keep-alive.</summary>
    public void Spoke()
    {
        Used();
        (_spoke, _isPaused) = (true, false);
        Volatile.Write(ref _waitsSince, Never);
    }

    /// <summary>All that came is read.</summary>
    /// <param name="partly">A message has begun and is not whole.</param>
    public void Waits(bool partly)
    {
        if (!partly && _spoke) Volatile.Write(ref _waitsSince, Never);
        else if (Volatile.Read(ref _waitsSince) == Never) Volatile.Write(ref _waitsSince, time.GetTimestamp());
    }

    /// <summary>The peer takes none of our answers, and is listened to no further until it does: until <see cref="Spoke"/>.</summary>
    public void Pauses()
    {
        Volatile.Write(ref _waitsSince, time.GetTimestamp());
        _isPaused = true;
    }

    /// <summary>The peer has begun to say something, said nothing at all, or took nothing, for too long.</summary>
    /// <param name="wasMade">The connection is of our making: the peer need not say anything first.</param>
    public bool IsStuck(bool wasMade)
    {
        var isPaused = _isPaused;
        var since = Volatile.Read(ref _waitsSince);
        if (since == Never) return false;
        var waits = time.GetElapsedTime(since);
        return isPaused ? waits > DeadPeers.Patience : (_spoke || !wasMade) && waits > Patience;
    }
}
