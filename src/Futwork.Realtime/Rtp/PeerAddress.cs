using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.CompilerServices;

namespace Futwork.Realtime.Rtp;

/// <summary>A socket address in the kernel's own form, so that frames need no <see cref="IPEndPoint"/>.</summary>
internal struct PeerAddress : IEquatable<PeerAddress>
{
    public const int Size = 28;
    private Bytes _bytes;

    public PeerAddress(IPEndPoint endPoint) : this(endPoint.Serialize())
    {
    }

    public PeerAddress(SocketAddress address) : this(address.Buffer.Span[..address.Size])
    {
    }

    public PeerAddress(ReadOnlySpan<byte> raw)
    {
        Length = Math.Min(raw.Length, Size);
        raw[..Length].CopyTo(_bytes);
    }

    public int Length { get; }

    /// <summary>Family, port and address; for IPv6 the flow label between them is not part of who the peer is.</summary>
    public readonly bool Equals(PeerAddress other)
    {
        ReadOnlySpan<byte> mine = _bytes, theirs = other._bytes;
        if (Length != other.Length) return false;
        return Length < Size
            ? mine[..8].SequenceEqual(theirs[..8])
            : mine[..4].SequenceEqual(theirs[..4]) && mine[8..24].SequenceEqual(theirs[8..24]);
    }

    /// <summary>The same machine, whatever the port.</summary>
    public readonly bool IsSameHost(in PeerAddress other)
    {
        ReadOnlySpan<byte> mine = _bytes, theirs = other._bytes;
        if (Length != other.Length) return false;
        return Length < Size ? mine[4..8].SequenceEqual(theirs[4..8]) : mine[8..24].SequenceEqual(theirs[8..24]);
    }

    /// <summary>The port above, where RTCP goes by custom.</summary>
    public readonly PeerAddress NextPort()
    {
        var next = this;
        if (++next._bytes[3] == 0) next._bytes[2]++;
        return next;
    }

    public override readonly bool Equals(object? obj) => obj is PeerAddress other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(Length, _bytes[2], _bytes[3], _bytes[7]);

    [UnscopedRef]
    public readonly ReadOnlySpan<byte> AsSpan() => ((ReadOnlySpan<byte>)_bytes)[..Length];

    [InlineArray(Size)]
    private struct Bytes
    {
        private byte _first;
    }
}
