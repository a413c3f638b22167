namespace Futwork.Realtime.Rtp;

/// <summary>
/// How good a call sounds, estimated from its packets: the E-model of ITU-T G.107 with its default values, so that R is 93.2
/// less what delay and loss take away. An estimate for telephone sound; nobody listens.
/// </summary>
internal static class VoiceQuality
{
    private const double BestRating = 93.2;
    private const double Packet = 20;

    /// <param name="codec">What is spoken.</param>
    /// <param name="oneWayMilliseconds">From mouth to ear, but for the packet itself.</param>
    /// <param name="lossFraction">Share of the sound that is missing, 0 to 1.</param>
    /// <param name="burstRatio">How much longer losses are than they would be by chance; 1: by chance.</param>
    /// <returns>Mean opinion score, 1 to 4.5.</returns>
    public static double MeanOpinionScore(AudioCodec codec, double oneWayMilliseconds, double lossFraction, double burstRatio = 1) =>
        Score(BestRating - Delay(oneWayMilliseconds + Packet) - Equipment(codec, lossFraction * 100, burstRatio));

    /// <summary>How much longer than by chance losses are: the mean length of a loss against 1 / (1 - p) (G.107 section 7.2.1).</summary>
    public static double BurstRatio(long lost, long events, double lossFraction) =>
        events == 0 ? 1 : Math.Max(1, (double)lost / events * (1 - lossFraction));

    /// <summary>G.107 annex B.</summary>
    public static double Score(double rating) => rating switch
    {
        <= 0 => 1,
        >= 100 => 4.5,
        _ => Math.Max(1, 1 + (0.035 * rating) + (rating * (rating - 60) * (100 - rating) * 7e-6)),
    };

    /// <summary>The delay impairment, in the usual two straight lines.</summary>
    private static double Delay(double milliseconds) => (0.024 * milliseconds) + (milliseconds > 177.3 ? 0.11 * (milliseconds - 177.3) : 0);

    /// <summary>Ie,eff of G.107 section 7.2.1, with the values of G.113 appendix I for G.711 with concealment. Opus is taken to bridge losses better by its redundancy.</summary>
    private static double Equipment(AudioCodec codec, double lossPercent, double burstRatio)
    {
        var (impairment, robustness) = codec is AudioCodec.Opus ? (5.0, 35.0) : (0.0, 25.1);
        return impairment + ((95 - impairment) * lossPercent / ((lossPercent / burstRatio) + robustness));
    }
}
