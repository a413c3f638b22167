using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp.Srtp;

namespace Futwork.Realtime.Rtp;

/// <summary>Builds and sends one packet a tick. Start values are random (RFC 3550 section 5.1). Clock thread only.</summary>
internal sealed class RtpSender
{
    private readonly RtpSocket _socket;
    private readonly byte[] _packet;
    private uint _firstTimestamp;
    private uint _unitsPerSample = 1;
    private ushort _sequence;
    private uint _eventTimestamp;
    private bool _talking;

    public RtpSender(RtpSocket socket, CallBuffers buffers)
    {
        (_socket, _packet) = (socket, buffers.Packet);
        Span<uint> random = stackalloc uint[3];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(random));
        (Ssrc, _firstTimestamp) = (random[0], random[1]);
        // In the lower half, so that a far end that misses the first packets of an encrypted stream need not guess whether the number wrapped (RFC 3711 section 3.3.1).
        _sequence = (ushort)(random[2] & 0x7FFF);
    }

    /// <summary>Our source, for as long as the call lasts.</summary>
    public uint Ssrc { get; }

    public long Sent { get; private set; }

    /// <summary>Bytes of payload sent.</summary>
    public long Octets { get; private set; }

    public long Failures { get; private set; }

    /// <summary>Encrypts; null: plain RTP.</summary>
    public SrtpSender? Protection { get; set; }

    /// <summary>The kernel would not take the last packet.</summary>
    public void CountRefusal() => (Sent, Failures) = (Sent - 1, Failures + 1);

    /// <summary>Nothing is sent for now; the next packet begins a talk spurt.</summary>
    public void Pause() => _talking = false;

    public void SendSound(ReadOnlySpan<short> pcm, SoundCodec codec, int payloadType, long tick, in PeerAddress to, PacketPlace place)
    {
        Count(codec, tick);
        var length = codec.Encode(pcm, _packet.AsSpan(RtpPacket.HeaderSize, SoundCodec.MostBytes));
        if (length > 0) Send(length, marker: !_talking, payloadType, Timestamp(tick), to, place);
    }

    public void SendKey(in DigitTick digit, SoundCodec codec, int payloadType, long tick, in PeerAddress to, PacketPlace place)
    {
        Count(codec, tick);
        if (digit.IsFirst) _eventTimestamp = Timestamp(tick);
        TelephoneEvents.Write(_packet.AsSpan(RtpPacket.HeaderSize), digit.Key, digit.IsEnd, digit.Duration);
        Send(TelephoneEvents.PayloadSize, marker: digit.IsFirst, payloadType, _eventTimestamp, to, place);
    }

    /// <summary>The RTP time of that tick, as the stream counts now.</summary>
    public uint Timestamp(long tick) => _firstTimestamp + ((uint)(tick * PhoneAudio.FrameSamples) * _unitsPerSample);

    /// <summary>A codec that counts at another rate goes on from where the last one is (RFC 7160 section 4.1).</summary>
    private void Count(SoundCodec codec, long tick)
    {
        if (codec.UnitsPerSample == _unitsPerSample) return;
        var now = Timestamp(tick);
        _unitsPerSample = codec.UnitsPerSample;
        _firstTimestamp += now - Timestamp(tick);
    }

    private void Send(int payloadLength, bool marker, int payloadType, uint timestamp, in PeerAddress to, PacketPlace place)
    {
        RtpPacket.WriteHeader(_packet, marker, payloadType, _sequence++, timestamp, Ssrc);
        _talking = true;
        Octets += payloadLength;
        var length = RtpPacket.HeaderSize + payloadLength;
        if (Protection is not null) length = Protection.Protect(_packet, length);
        place.Send(_socket, _packet.AsSpan(0, length), to);
        Sent++;
    }
}
