using System.Buffers.Binary;

namespace Futwork.Realtime.Rtp.Srtp;

/// <summary>
/// Opens what the far end protects: authentic packets once, everything else not at all. After a change of keys, packets under
/// the old ones are still on their way; they are taken until the new ones are in use for good. Not for two threads at once.
/// </summary>
/// <param name="keys">Those of the far end.</param>
/// <param name="before">What opened its packets until now, whose counts go on.</param>
/// <param name="isNewcomer">The far end is another one than before, who may go on sending under the old keys and is not to be taken for it.</param>
internal sealed class SrtpReceiver(SrtpKeys keys, SrtpReceiver? before = null, bool isNewcomer = false) : IDisposable
{
    private const int EnoughOfTheNew = 100;
    private readonly SrtpTransform _sound = SrtpTransform.Create(keys, control: false);
    private readonly SrtpTransform _control = SrtpTransform.Create(keys, control: true);
    private readonly ReplayWindows _soundWindows = new();
    private readonly ReplayWindows _controlWindows = new();
    private SrtpReceiver? _before = isNewcomer ? null : before;
    private int _opened;

    public SrtpKeys Keys => keys;

    /// <summary>Packets whose tag was wrong.</summary>
    public long Unauthentic { get; private set; } = before?.Unauthentic ?? 0;

    /// <summary>Packets that came again, or so late that this cannot be told.</summary>
    public long Replayed { get; private set; } = before?.Replayed ?? 0;

    /// <summary>Opens an RTP packet in place; <paramref name="length"/> is that of the plain packet.</summary>
    public bool TryOpen(Span<byte> packet, out int length)
    {
        var opened = Open(packet, out length, out var replayed) || (!replayed && _before is not null && _before.Open(packet, out length, out replayed));
        Count(opened, replayed);
        return opened;
    }

    /// <summary>Opens an RTCP packet in place; <paramref name="length"/> is that of the plain packet.</summary>
    public bool TryOpenControl(Span<byte> packet, out int length)
    {
        var opened = OpenControl(packet, out length, out var replayed) || (!replayed && _before is not null && _before.OpenControl(packet, out length, out replayed));
        Count(opened, replayed);
        return opened;
    }

    public void Dispose()
    {
        _before?.Dispose();
        _sound.Dispose();
        _control.Dispose();
    }

    private void Count(bool opened, bool replayed)
    {
        if (opened) return;
        if (replayed) Replayed++;
        else Unauthentic++;
    }

    private bool Open(Span<byte> packet, out int length, out bool replayed)
    {
        replayed = false;
        length = packet.Length - _sound.TagSize - keys.Mki.Length;
        if (length < RtpPacket.HeaderSize || RtpPacket.SizeOfHeader(packet) is var header && (header < 0 || header > length)) return false;
        var ssrc = BinaryPrimitives.ReadUInt32BigEndian(packet[8..]);
        var sequence = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        if (_soundWindows.Find(ssrc) is { } window)
        {
            var index = window.Estimate(sequence);
            replayed = !window.IsNew(index);
            if (replayed || !Open(packet, length, header, ssrc, index)) return false;
            window.Mark(index);
        }
        else if (!TryBegin(packet, length, header, ssrc, sequence)) return false;

        if (_before is not null && ++_opened > EnoughOfTheNew) _before = null;
        return true;
    }

    /// <summary>A new source starts with the counter at 0, unless it went on counting over a change of keys.</summary>
    private bool TryBegin(Span<byte> packet, int length, int header, uint ssrc, ushort sequence)
    {
        ulong index = sequence;
        if (!Open(packet, length, header, ssrc, index))
        {
            if (_before?._soundWindows.Find(ssrc) is not { } earlier) return false;
            index = earlier.Estimate(sequence);
            if (index == sequence || !Open(packet, length, header, ssrc, index)) return false;
        }

        _soundWindows.Begin(ssrc, index);
        return true;
    }

    private bool Open(Span<byte> packet, int length, int header, uint ssrc, ulong index)
    {
        var tag = Tag(packet, length, _sound.TagSize, out var named);
        Span<byte> rollover = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(rollover, (uint)(index >> 16));
        return named && _sound.TryOpen(packet[..length], header, ssrc, index, _sound.TrailsRollover ? rollover : [], tag);
    }

    private bool OpenControl(Span<byte> packet, out int length, out bool replayed)
    {
        const int clear = 8;
        const uint encrypted = 0x8000_0000;
        replayed = false;
        length = packet.Length - _control.TagSize - 4 - keys.Mki.Length;
        if (length < clear) return false;
        var aead = keys.Suite.IsAead();
        var word = packet.Slice(aead ? length + _control.TagSize : length, 4);
        var mki = packet.Slice(aead ? packet.Length - keys.Mki.Length : length + 4, keys.Mki.Length);
        var tag = packet.Slice(aead ? length : packet.Length - _control.TagSize, _control.TagSize);
        var value = BinaryPrimitives.ReadUInt32BigEndian(word);
        // RTCP in the clear under a key (E = 0) is legal, but no peer of ours needs it.
        if ((value & encrypted) == 0 || !mki.SequenceEqual(keys.Mki)) return false;
        var ssrc = BinaryPrimitives.ReadUInt32BigEndian(packet[4..]);
        var window = _controlWindows.Find(ssrc);
        ulong index = value & ~encrypted;
        replayed = window is not null && !window.IsNew(index);
        if (replayed || !_control.TryOpen(packet[..length], clear, ssrc, index, word, tag)) return false;
        if (window is null) _controlWindows.Begin(ssrc, index);
        else window.Mark(index);
        return true;
    }

    /// <summary>Under HMAC the key's identifier stands before the tag, under GCM after it (RFC 7714 section 8).</summary>
    private ReadOnlySpan<byte> Tag(ReadOnlySpan<byte> packet, int length, int size, out bool named)
    {
        var aead = keys.Suite.IsAead();
        named = packet.Slice(aead ? length + size : length, keys.Mki.Length).SequenceEqual(keys.Mki);
        return packet.Slice(aead ? length : length + keys.Mki.Length, size);
    }
}
