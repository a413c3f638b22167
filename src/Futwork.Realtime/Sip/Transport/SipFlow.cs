using System.Net;

namespace Futwork.Realtime.Sip.Transport;

/// <summary>A way to one peer: a UDP socket and its address, or one TCP or TLS connection.</summary>
internal abstract class SipFlow(IPEndPoint remote, string localHostPort)
{
    /// <summary>The transport's name as it stands in a Via header.</summary>
    public abstract string Protocol { get; }

    /// <summary>The transport delivers or fails: nothing is retransmitted over it.</summary>
    public abstract bool IsReliable { get; }

    /// <summary>The connection is gone; nothing can be sent over it any more.</summary>
    public abstract bool IsClosed { get; }

    /// <summary>What the peer had to prove; null where that is nothing.</summary>
    public virtual TlsTarget? Tls => null;

    /// <summary>Completes when the connection is gone; never for UDP.</summary>
    public virtual Task Ended { get; } = new TaskCompletionSource().Task;

    public IPEndPoint Remote { get; } = remote;

    /// <summary>Our own address as the peer is told it, <c>host:port</c>.</summary>
    public string LocalHostPort { get; } = localHostPort;

    /// <summary>Sends one message whole, or fails in silence. Never blocks, never throws.</summary>
    public abstract void Send(ReadOnlyMemory<byte> message);
}
