using Futwork.Realtime.Rtp.Rtcp;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Rtp;

/// <summary>Puts a call's numbers together.</summary>
internal static class QualityReport
{
    public static LineQuality Make(RtpAgreement agreement, RtpStatistics statistics, RtcpSession reports)
    {
        var oneWay = (reports.RoundTripMilliseconds ?? 0) / 2;
        return new LineQuality
        {
            Codec = EncodingName.Of(agreement.Encoder.Kind),
            Encrypted = agreement.Protection is not null,
            PacketsSent = statistics.Sent,
            PacketsReceived = statistics.Received,
            PacketsLost = statistics.Lost,
            PacketsLate = statistics.Late,
            JitterMs = Math.Round(statistics.JitterMilliseconds, 2),
            BufferMs = Math.Round(statistics.BufferMilliseconds, 1),
            RoundTripMs = Rounded(reports.RoundTripMilliseconds),
            Mos = Rounded(Here(agreement.Encoder.Kind, statistics, oneWay)),
            FarPacketsLost = reports.Far?.Lost,
            FarJitterMs = Rounded(reports.Far?.JitterMilliseconds),
            FarMos = Rounded(There(agreement.Encoder.Kind, reports.Far, oneWay)),
        };
    }

    private static double? Here(AudioCodec codec, RtpStatistics statistics, double oneWay)
    {
        if (statistics.Received == 0) return null;
        var expected = statistics.Received + statistics.Lost;
        var loss = Math.Min(1, (double)(statistics.Lost + statistics.Late) / expected);
        var burst = VoiceQuality.BurstRatio(statistics.Lost, statistics.LossEvents, loss);
        return VoiceQuality.MeanOpinionScore(codec, oneWay + statistics.BufferMilliseconds, loss, burst);
    }

    /// <summary>What the far end's buffer holds back is not reported; it is taken to be twice the jitter, and 40 ms at least.</summary>
    private static double? There(AudioCodec codec, FarReport? far, double oneWay) =>
        far is null ? null : VoiceQuality.MeanOpinionScore(codec, oneWay + Math.Max(40, 2 * far.JitterMilliseconds), far.LossFraction);

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 2) : null;
}
