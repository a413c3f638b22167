using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp.Srtp;

namespace Futwork.Realtime.Rtp.Rtcp;

/// <summary>
/// The reports of one call (RFC 3550 section 6): ours every few seconds, and what the far end's say. Clock thread only, but for
/// what can be read. Times are the kernel's and the system's clock, so that looking only now and then costs no precision.
/// </summary>
internal sealed class RtcpSession(RtpSender sender, RtpReceiver receiver, TimeProvider time, CallBuffers buffers)
{
    private const double IntervalTicks = 5000d / PhoneAudio.FrameMilliseconds;
    private const double Compensation = 1.21828;

    // 100 ms: by so much a far end whose clock has coarse steps may overstate how long our report lay there. Then there and back took next to no time.
    private const int Coarse = 65536 / 10;
    private readonly byte[] _packet = buffers.Report;
    private readonly byte[] _name = Name();
    private long _due = long.MinValue;
    private long _sentBefore;
    private long _expectedBefore;
    private long _receivedBefore;
    private (uint Ssrc, uint Time, long ReceivedAt) _lastReport;

    /// <summary>The last tick on which a report of the far end came; null: none has.</summary>
    public long? HeardAt { get; private set; }

    /// <summary>From here to there and back, without the time that reports lie at the far end.</summary>
    public double? RoundTripMilliseconds { get; private set; }

    /// <summary>What the far end last said of our stream.</summary>
    public FarReport? Far { get; private set; }

    /// <summary>Whether a report is due; the first one is after half an interval (section 6.2).</summary>
    public bool IsDue(long tick)
    {
        if (_due == long.MinValue) Schedule(tick, IntervalTicks / 2);
        return tick >= _due;
    }

    /// <summary>Makes the report that is due.</summary>
    public ReadOnlySpan<byte> Report(long tick, SrtpSender? protection)
    {
        Schedule(tick, IntervalTicks);
        return Protect(WriteReport(tick), protection);
    }

    /// <summary>Makes the last packet of all.</summary>
    public ReadOnlySpan<byte> Goodbye(long tick, SrtpSender? protection) =>
        Protect(RtcpPacket.AppendGoodbye(_packet, WriteReport(tick), sender.Ssrc), protection);

    /// <summary>Reads what the far end sent, decrypted.</summary>
    /// <param name="compound">The datagram.</param>
    /// <param name="receivedAt">When it came, in nanoseconds since 1970; 0: unknown.</param>
    /// <param name="tick">Now.</param>
    /// <param name="unitsPerMillisecond">How our stream counts.</param>
    public void Read(ReadOnlySpan<byte> compound, long receivedAt, long tick, uint unitsPerMillisecond)
    {
        while (RtcpPacket.TryNext(ref compound, out var packet))
        {
            HeardAt = tick;
            var blocks = 8;
            switch (packet[1])
            {
                case RtcpPacket.SenderReport when packet.Length >= 28:
                    if (BinaryPrimitives.ReadUInt32BigEndian(packet[4..]) is var ssrc && ssrc == receiver.Ssrc)
                        _lastReport = (ssrc, Ntp.Middle(BinaryPrimitives.ReadUInt64BigEndian(packet[8..])), receivedAt == 0 ? Now() : receivedAt);
                    blocks = 28;
                    break;
                case RtcpPacket.ReceiverReport:
                    break;
                default:
                    continue;
            }

            for (var left = packet[0] & 0x1F; left > 0 && packet.Length >= blocks + RtcpReportBlock.Size; left--, blocks += RtcpReportBlock.Size)
                Read(RtcpReportBlock.Read(packet[blocks..]), receivedAt == 0 ? Now() : receivedAt, unitsPerMillisecond);
        }
    }

    private void Read(in RtcpReportBlock block, long receivedAt, uint unitsPerMillisecond)
    {
        if (block.Ssrc != sender.Ssrc) return;
        var lost = Math.Max(0, block.Lost);
        Far = new FarReport(lost, Math.Min(1, lost / Math.Max(1d, sender.Sent)), (double)block.Jitter / unitsPerMillisecond);
        if (block.LastReport == 0) return;
        var roundTrip = (int)(Ntp.Middle(Ntp.From(receivedAt)) - block.LastReport - block.Delay);
        if (roundTrip is > -Coarse and < 60 * 65536) RoundTripMilliseconds = Ntp.Milliseconds((uint)Math.Max(0, roundTrip));
    }

    /// <summary>Random, so that it tells nothing of us (RFC 7022 section 4.2).</summary>
    private static byte[] Name()
    {
        Span<byte> random = stackalloc byte[12];
        RandomNumberGenerator.Fill(random);
        var name = new byte[Base64.GetMaxEncodedToUtf8Length(random.Length)];
        Base64.EncodeToUtf8(random, name, out _, out _);
        return name;
    }

    private int WriteReport(long tick)
    {
        RtcpPacket.SenderInfo? info = null;
        if (sender.Sent > _sentBefore)
            info = new RtcpPacket.SenderInfo(Ntp.From(Now()), sender.Timestamp(tick), (uint)sender.Sent, (uint)sender.Octets);
        _sentBefore = sender.Sent;
        var length = RtcpPacket.WriteReport(_packet, sender.Ssrc, info, Block());
        return RtcpPacket.AppendName(_packet, length, sender.Ssrc, _name);
    }

    /// <summary>Section 6.4.1 and appendix A.3.</summary>
    private RtcpReportBlock? Block()
    {
        if (receiver.Ssrc is not { } ssrc) return null;
        var (expected, received) = (receiver.Sequence.Expected, receiver.Sequence.Received);
        var (newly, arrived) = (expected - _expectedBefore, received - _receivedBefore);
        (_expectedBefore, _receivedBefore) = (expected, received);
        var fraction = newly <= 0 || arrived >= newly ? 0 : ((newly - arrived) << 8) / newly;
        var last = _lastReport.Ssrc == ssrc ? _lastReport : default;
        var delay = last.Time == 0 ? 0 : (uint)((Now() - last.ReceivedAt) * 65536d / 1e9);
        return new RtcpReportBlock(
            ssrc, (byte)Math.Min(fraction, 255), (int)(expected - received), receiver.Sequence.ExtendedHighest, receiver.JitterUnits, last.Time, delay);
    }

    private ReadOnlySpan<byte> Protect(int length, SrtpSender? protection) =>
        _packet.AsSpan(0, protection is null ? length : protection.ProtectControl(_packet, length));

    /// <summary>Between half and one and a half times the interval, made longer since timers that are reconsidered run short (section 6.3.1).</summary>
    private void Schedule(long tick, double interval) => _due = tick + (long)(interval * (0.5 + Random.Shared.NextDouble()) / Compensation);

    private long Now() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
}
