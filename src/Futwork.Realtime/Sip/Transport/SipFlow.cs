using System.Net;
using Futwork.Realtime.Sip.Messages;

namespace Futwork.Realtime.Sip.Transport;

/// <summary>A way to one peer: a UDP socket and its address, or one TCP or TLS connection.</summary>
internal abstract class SipFlow(IPEndPoint remote, string localHostPort)
{
    private int _keepers;
    private volatile string? _seenAs;

    /// <summary>The transport's name as it stands in a Via header.</summary>
    public abstract string Protocol { get; }

    /// <summary>The transport delivers or fails: nothing is retransmitted over it.</summary>
    public abstract bool IsReliable { get; }

    /// <summary>The connection is gone; nothing can be sent over it any more.</summary>
    public abstract bool IsClosed { get; }

    /// <summary>So little waits for the peer that it is of use to say something again.</summary>
    public virtual bool HasRoom => true;

    /// <summary>We connected to the peer, so that we can again.</summary>
    public virtual bool WasMade => false;

    /// <summary>What the peer had to prove; null where that is nothing.</summary>
    public virtual TlsTarget? Tls => null;

    /// <summary>Completes when the connection is gone; never for UDP.</summary>
    public virtual Task Ended { get; } = new TaskCompletionSource().Task;

    /// <summary>Whoever is to be reached over this connection wants it open although nothing is said over it.</summary>
    public bool IsKept => Volatile.Read(ref _keepers) > 0;

    public IPEndPoint Remote { get; } = remote;

    /// <summary>Our own address as the peer is told it, <c>host:port</c>.</summary>
    public string LocalHostPort { get; } = localHostPort;

    /// <summary>Keeps it open until <see cref="LetGo"/>.</summary>
    public void Keep() => Interlocked.Increment(ref _keepers);

    /// <summary>One who kept it needs it no more.</summary>
    public void LetGo() => Interlocked.Decrement(ref _keepers);

    /// <summary>Whether the peer's idea of our address counts where it is not ours: false where we were told what it is.</summary>
    public bool Learns { get; init; }

    /// <summary>
    /// Where the peer reaches us, <c>host:port</c>, as stands in a Contact: our own address, or behind a NAT the one that the peer
    /// has seen us at.
    /// </summary>
    public string PublicHostPort => _seenAs ?? LocalHostPort;

    /// <summary>The peer has told us that it sees us elsewhere than at our own address.</summary>
    public bool IsTold => _seenAs is not null;

    /// <summary>Takes what the peer has written into our Via: where our request came from (RFC 3261 section 18.2.1, RFC 3581).</summary>
    public void Learn(ViaValue via)
    {
        if (!Learns || !SipSyntax.TryParameter(via.Parameters, "received"u8, out var received)) return;
        if (IsOwn(received))
        {
            _seenAs = null;
            return;
        }

        if (!IPAddress.TryParse(received.Trim("[]"u8), out var address)) return;
        SipSyntax.TryParameter(via.Parameters, "rport"u8, out var rport);
        var port = SipSyntax.TryNumber(rport, out var seen) && seen is > 0 and <= IPEndPoint.MaxPort ? (int)seen : via.Port;
        if (port == 0) return;
        var text = new IPEndPoint(address, port).ToString();
        if (text != _seenAs) _seenAs = text;
    }

    private bool IsOwn(ReadOnlySpan<byte> received) =>
        System.Text.Ascii.Equals(received.Trim("[]"u8), LocalHostPort.AsSpan(0, LocalHostPort.LastIndexOf(':')).Trim("[]"));

    /// <summary>Where the answers to a request go that came over this flow: over a connection, back over it.</summary>
    public virtual SipFlow AnswersTo(ViaValue via) => this;

    /// <summary>Sends one message whole, or fails in silence. Never blocks, never throws.</summary>
    public abstract void Send(ReadOnlyMemory<byte> message);

    /// <summary>As <see cref="Send(ReadOnlyMemory{byte})"/>, of a message that may have to wait for its connection, or that nobody may want any more.</summary>
    /// <param name="mayLeave">Asked as it goes to the socket, on any thread: whether it is still wanted.</param>
    public virtual void Send(ReadOnlyMemory<byte> message, Func<bool> mayLeave)
    {
        if (mayLeave()) Send(message);
    }
}
