using Futwork.Realtime.Rtp.Rtcp;
using Futwork.Realtime.Rtp.Srtp;

namespace Futwork.Realtime.Rtp;

/// <summary>The larger buffers of one call. A later call gets them as they are: each of their users writes before it reads.</summary>
internal sealed class CallBuffers
{
    /// <summary>The ring of the jitter buffer.</summary>
    public short[] Sound { get; } = new short[JitterBuffer.Capacity];

    /// <summary>Which samples of <see cref="Sound"/> are there.</summary>
    public bool[] Present { get; } = new bool[JitterBuffer.Capacity];

    /// <summary>The packet of sound that is sent next.</summary>
    public byte[] Packet { get; } = new byte[RtpPacket.HeaderSize + SoundCodec.MostBytes + SrtpSender.MostOverhead];

    /// <summary>The report that is sent next.</summary>
    public byte[] Report { get; } = new byte[RtcpPacket.MostBytes + SrtpSender.MostOverhead];
}
