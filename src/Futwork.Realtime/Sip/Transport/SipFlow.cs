using System.Net;

namespace Futwork.Realtime.Sip.Transport;

/// <summary>A way to one peer: a UDP socket and its address, or one TCP or TLS connection.</summary>
internal abstract class SipFlow(IPEndPoint remote, string localHostPort)
{
    private int _keepers;

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

    /// <summary>Whoever is to be reached over this connection wants it open although nothing is said over it.</summary>
    public bool IsKept => Volatile.Read(ref _keepers) > 0;

    public IPEndPoint Remote { get; } = remote;

    /// <summary>Our own address as the peer is told it, <c>host:port</c>.</summary>
    public string LocalHostPort { get; } = localHostPort;

    /// <summary>Keeps it open until <see cref="LetGo"/>.</summary>
    public void Keep() => Interlocked.Increment(ref _keepers);

    /// <summary>One who kept it needs it no more.</summary>
    public void LetGo() => Interlocked.Decrement(ref _keepers);

    /// <summary>Sends one message whole, or fails in silence. Never blocks, never throws.</summary>
    public abstract void Send(ReadOnlyMemory<byte> message);
}
