using Futwork.Realtime.Rtp;

namespace Futwork.Tests.Realtime.Rtp;

public sealed class VoiceQualityTests
{
    [Theory]
    [InlineData(93.2, 4.41)]
    [InlineData(80, 4.03)]
    [InlineData(50, 2.58)]
    [InlineData(-5, 1)]
    [InlineData(120, 4.5)]
    public void Rating_and_score_are_those_of_G_107(double rating, double score) => VoiceQuality.Score(rating).ShouldBe(score, 0.01);

    [Fact]
    public void Delay_loss_and_bursts_each_take_something_away()
    {
        var best = VoiceQuality.MeanOpinionScore(AudioCodec.Pcmu, 20, 0);
        var far = VoiceQuality.MeanOpinionScore(AudioCodec.Pcmu, 400, 0);
        var lossy = VoiceQuality.MeanOpinionScore(AudioCodec.Pcmu, 20, 0.05);
        var bursty = VoiceQuality.MeanOpinionScore(AudioCodec.Pcmu, 20, 0.05, burstRatio: 3);

        best.ShouldBeInRange(4.3, 4.5);
        far.ShouldBeInRange(2.5, best - 0.5);
        lossy.ShouldBeInRange(3.5, best - 0.3);
        bursty.ShouldBeLessThan(lossy);
    }

    [Theory]
    [InlineData(0, 0, 0, 1)]
    [InlineData(10, 10, 0.1, 1)]
    [InlineData(30, 10, 0.1, 2.7)]
    public void Bursts_are_measured_against_chance(long lost, long events, double loss, double ratio) =>
        VoiceQuality.BurstRatio(lost, events, loss).ShouldBe(ratio, 0.001);
}
