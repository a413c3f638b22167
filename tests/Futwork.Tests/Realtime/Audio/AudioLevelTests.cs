using Futwork.Realtime.Audio;

namespace Futwork.Tests.Realtime.Audio;

public sealed class AudioLevelTests
{
    [Theory]
    [InlineData(160)]
    [InlineData(163)]
    public void A_full_scale_square_wave_is_zero_decibels(int samples)
    {
        var square = new short[samples];
        for (var i = 0; i < samples; i++) square[i] = i % 2 == 0 ? short.MaxValue : short.MinValue;
        AudioLevel.RmsDbfs(square).ShouldBe(0, 0.01);
    }

    [Fact]
    public void A_sine_is_three_decibels_below_its_peak() =>
        AudioLevel.RmsDbfs(Sine.Make(400, 8000, 8000, 3276.8)).ShouldBe(-23.01, 0.05);

    [Fact]
    public void Silence_has_a_floor()
    {
        AudioLevel.RmsDbfs(new short[160]).ShouldBe(AudioLevel.SilenceDbfs);
        AudioLevel.RmsDbfs([]).ShouldBe(AudioLevel.SilenceDbfs);
    }
}
