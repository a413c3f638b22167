namespace Futwork.Realtime.Sip;

/// <summary>What a user agent has seen since it started. Each counter only grows.</summary>
public sealed class SipCounters
{
    private long _received;
    private long _malformed;
    private long _unmatched;
    private long _retransmissions;
    private long _faults;

    /// <summary>Messages received and understood.</summary>
    public long MessagesReceived => Interlocked.Read(ref _received);

    /// <summary>Datagrams and stream bytes dropped because they were not SIP messages, or too large.</summary>
    public long MalformedDropped => Interlocked.Read(ref _malformed);

    /// <summary>Responses and ACKs that belong to nothing we know.</summary>
    public long Unmatched => Interlocked.Read(ref _unmatched);

    /// <summary>Messages that we had to send again.</summary>
    public long Retransmissions => Interlocked.Read(ref _retransmissions);

    /// <summary>Messages whose handling failed by a fault of ours.</summary>
    public long Faults => Interlocked.Read(ref _faults);

    internal void Received() => Interlocked.Increment(ref _received);

    internal void Malformed() => Interlocked.Increment(ref _malformed);

    internal void NotMatched() => Interlocked.Increment(ref _unmatched);

    internal void Retransmitted() => Interlocked.Increment(ref _retransmissions);

    internal void Faulted() => Interlocked.Increment(ref _faults);
}
