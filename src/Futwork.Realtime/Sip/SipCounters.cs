namespace Futwork.Realtime.Sip;

/// <summary>What a user agent has seen since it started. Each counter only grows.</summary>
public sealed class SipCounters
{
    private long _received;
    private long _malformed;
    private long _unmatched;
    private long _retransmissions;
    private long _faults;
    private long _answeredOnce;
    private long _turnedAway;
    private long _connectionsRefused;

    /// <summary>Messages received and understood.</summary>
    public long MessagesReceived => Interlocked.Read(ref _received);

    /// <summary>Datagrams and stream bytes that were not SIP messages, or too large. Where a request could be made out it was answered (400, 505, 513).</summary>
    public long MalformedDropped => Interlocked.Read(ref _malformed);

    /// <summary>Responses and ACKs that belong to nothing we know.</summary>
    public long Unmatched => Interlocked.Read(ref _unmatched);

    /// <summary>Messages that we had to send again.</summary>
    public long Retransmissions => Interlocked.Read(ref _retransmissions);

    /// <summary>Messages whose handling failed by a fault of ours.</summary>
    public long Faults => Interlocked.Read(ref _faults);

    /// <summary>Requests answered without being remembered: those that can do nothing, those of callers who may not call, and those above our limits.</summary>
    public long AnsweredOnce => Interlocked.Read(ref _answeredOnce);

    /// <summary>Calls refused with 503 because their source, or all strangers together, had too many open.</summary>
    public long CallsTurnedAway => Interlocked.Read(ref _turnedAway);

    /// <summary>Connections that peers made and that were above our limits.</summary>
    public long ConnectionsRefused => Interlocked.Read(ref _connectionsRefused);

    internal void Received() => Interlocked.Increment(ref _received);

    internal void Malformed() => Interlocked.Increment(ref _malformed);

    internal void NotMatched() => Interlocked.Increment(ref _unmatched);

    internal void Retransmitted() => Interlocked.Increment(ref _retransmissions);

    internal void NotRemembered() => Interlocked.Increment(ref _answeredOnce);

    internal void TurnedAway() => Interlocked.Increment(ref _turnedAway);

    internal void ConnectionRefused() => Interlocked.Increment(ref _connectionsRefused);

    internal void Faulted() => Interlocked.Increment(ref _faults);
}
