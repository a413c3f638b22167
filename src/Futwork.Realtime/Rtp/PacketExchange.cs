namespace Futwork.Realtime.Rtp;

/// <summary>
/// Receives and sends for up to <see cref="Capacity"/> streams at a time, each known by its number among them. What is asked for and what is
/// to be sent is done by the next <see cref="Flush"/> at the latest. Clock thread only.
/// </summary>
internal abstract class PacketExchange : IDisposable
{
    /// <summary>Streams that are served together.</summary>
    public const int Capacity = 64;

    /// <summary>Buffers for whoever looks at a socket by himself.</summary>
    public ReceiveBatch Scratch { get; } = new();

    /// <summary>Asks for what has arrived at the socket.</summary>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public abstract void Ask(int stream, RtpSocket socket);

    /// <summary>What had arrived when <see cref="Flush"/> looked; good until the next call.</summary>
    public abstract Arrivals Arrived(int stream);

    /// <summary>Sends a datagram, which may be overwritten when this returns.</summary>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public abstract void Send(int stream, RtpSocket socket, ReadOnlySpan<byte> packet, in PeerAddress to);

    /// <summary>Whether the kernel would not take the datagram that was sent last for this stream.</summary>
    public abstract bool WasRefused(int stream);

    /// <summary>Does what is still to be done.</summary>
    public abstract void Flush();

    public virtual void Dispose() => Scratch.Dispose();
}

/// <summary>Datagrams that came for one stream: a part of a batch.</summary>
/// <param name="Batch">Where they are.</param>
/// <param name="First">The first of them.</param>
/// <param name="Count">How many.</param>
/// <param name="MayBeMore">There was no room for more: ask again.</param>
internal readonly record struct Arrivals(ReceiveBatch Batch, int First, int Count, bool MayBeMore);

/// <summary>One stream's place in an exchange.</summary>
internal readonly record struct PacketPlace(PacketExchange Exchange, int Stream)
{
    public Arrivals Arrived => Exchange.Arrived(Stream);

    public bool WasRefused => Exchange.WasRefused(Stream);

    public void Ask(RtpSocket socket) => Exchange.Ask(Stream, socket);

    public void Send(RtpSocket socket, ReadOnlySpan<byte> packet, in PeerAddress to) => Exchange.Send(Stream, socket, packet, to);
}
