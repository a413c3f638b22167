using System.Buffers.Binary;

namespace Futwork.Realtime.Rtp.Srtp;

/// <summary>Protects what we send: one key, one source, packets in the order of their sequence numbers. Not for two threads at once.</summary>
internal sealed class SrtpSender(SrtpKeys keys) : IDisposable
{
    /// <summary>The most that protection adds to a packet: tag, index word and key identifier.</summary>
    public const int MostOverhead = 16 + 4 + 128;

    private readonly SrtpTransform _sound = SrtpTransform.Create(keys, control: false);
    private readonly SrtpTransform _control = SrtpTransform.Create(keys, control: true);
    private uint _rollover;
    private int _last = -1;
    private uint _controlIndex;

    public SrtpKeys Keys => keys;

    /// <summary>Encrypts an RTP packet in place and appends its tag; returns the new length.</summary>
    /// <param name="packet">The packet, with <see cref="MostOverhead"/> bytes of room after it.</param>
    /// <param name="length">The packet's length.</param>
    public int Protect(Span<byte> packet, int length)
    {
        var sequence = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        if (sequence < _last) _rollover++;
        _last = sequence;
        Span<byte> trailer = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(trailer, _rollover);
        var end = length + keys.Mki.Length;
        _sound.Seal(
            packet[..length],
            RtpPacket.SizeOfHeader(packet[..length]),
            BinaryPrimitives.ReadUInt32BigEndian(packet[8..]),
            ((ulong)_rollover << 16) | sequence,
            _sound.TrailsRollover ? trailer : [],
            packet.Slice(keys.Suite.IsAead() ? length : end, _sound.TagSize));
        keys.Mki.CopyTo(packet[(keys.Suite.IsAead() ? length + _sound.TagSize : length)..]);
        return end + _sound.TagSize;
    }

    /// <summary>Encrypts a compound RTCP packet in place, appends index and tag; returns the new length (RFC 3711 section 3.4).</summary>
    public int ProtectControl(Span<byte> packet, int length)
    {
        const int clear = 8;
        const uint encrypted = 0x8000_0000;
        var index = _controlIndex++ & ~encrypted;
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(word, index | encrypted);
        var tagSize = _control.TagSize;
        var aead = keys.Suite.IsAead();
        Span<byte> tag = stackalloc byte[16];
        _control.Seal(packet[..length], clear, BinaryPrimitives.ReadUInt32BigEndian(packet[4..]), index, word, tag[..tagSize]);
        var at = length;
        if (aead) at = Append(packet, at, tag[..tagSize]);
        at = Append(packet, at, word);
        at = Append(packet, at, keys.Mki);
        return aead ? at : Append(packet, at, tag[..tagSize]);
    }

    public void Dispose()
    {
        _sound.Dispose();
        _control.Dispose();
    }

    private static int Append(Span<byte> packet, int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(packet[at..]);
        return at + bytes.Length;
    }
}
