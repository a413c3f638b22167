using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp.Srtp;

namespace Futwork.Realtime.Rtp;

/// <summary>Builds and sends one packet a tick. Start values are random (RFC 3550 section 5.1). Clock thread only.</summary>
internal sealed class RtpSender(RtpSocket socket)
{
    private readonly byte[] _packet = new byte[RtpPacket.HeaderSize + PhoneAudio.FrameSamples + SrtpSender.MostOverhead];
    private readonly uint _ssrc = Random<uint>();
    private readonly uint _firstTimestamp = Random<uint>();

    // In the lower half, so that a far end that misses the first packets of an encrypted stream need not guess whether the number wrapped (RFC 3711 section 3.3.1).
    private ushort _sequence = (ushort)(Random<ushort>() & 0x7FFF);
    private uint _eventTimestamp;
    private bool _talking;

    public long Sent { get; private set; }

    public long Failures { get; private set; }

    /// <summary>Encrypts; null: plain RTP.</summary>
    public SrtpSender? Protection { get; set; }

    /// <summary>Nothing is sent for now; the next packet begins a talk spurt.</summary>
    public void Pause() => _talking = false;

    public void SendSound(ReadOnlySpan<short> pcm, AudioCodec codec, long tick, in PeerAddress to)
    {
        var payload = _packet.AsSpan(RtpPacket.HeaderSize);
        if (codec is AudioCodec.Pcma) G711.EncodeALaw(pcm, payload);
        else G711.EncodeMuLaw(pcm, payload);
        Send(pcm.Length, marker: !_talking, (int)codec, Timestamp(tick), to);
    }

    public void SendKey(in DigitTick digit, int payloadType, long tick, in PeerAddress to)
    {
        if (digit.IsFirst) _eventTimestamp = Timestamp(tick);
        TelephoneEvents.Write(_packet.AsSpan(RtpPacket.HeaderSize), digit.Key, digit.IsEnd, digit.Duration);
        Send(TelephoneEvents.PayloadSize, marker: digit.IsFirst, payloadType, _eventTimestamp, to);
    }

    private static T Random<T>() where T : unmanaged
    {
        T value = default;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<T>(ref value)));
        return value;
    }

    private uint Timestamp(long tick) => _firstTimestamp + (uint)(tick * PhoneAudio.FrameSamples);

    private void Send(int payloadLength, bool marker, int payloadType, uint timestamp, in PeerAddress to)
    {
        RtpPacket.WriteHeader(_packet, marker, payloadType, _sequence++, timestamp, _ssrc);
        _talking = true;
        var length = RtpPacket.HeaderSize + payloadLength;
        if (Protection is not null) length = Protection.Protect(_packet, length);
        if (socket.Send(_packet.AsSpan(0, length), to)) Sent++;
        else Failures++;
    }
}
