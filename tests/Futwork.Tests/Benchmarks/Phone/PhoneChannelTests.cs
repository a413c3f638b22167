using Futwork.Benchmarks.Phone;
using Futwork.Realtime.Audio;

namespace Futwork.Tests.Benchmarks.Phone;

public sealed class PhoneChannelTests
{
    private const int Second = PhoneAudio.SampleRate;

    [Theory]
    [InlineData(100, -80, -12)]
    [InlineData(800, -2.5, 0.5)]
    [InlineData(2500, -2.5, 0.5)]
    [InlineData(3800, -80, -12)]
    public void Only_the_telephone_band_comes_through(double hertz, double least, double most)
    {
        short[] sent = Tone(hertz, Second), heard = PhoneChannel.Carry(sent, ChannelSettings.Clean);

        (AudioLevel.RmsDbfs(heard.AsSpan(2000)) - AudioLevel.RmsDbfs(sent.AsSpan(2000))).ShouldBeInRange(least, most);
    }

    [Fact]
    public void The_same_seed_is_the_same_line_and_another_is_another()
    {
        short[] sent = Tone(440, 5 * Second);

        short[] heard = PhoneChannel.Carry(sent, new ChannelSettings(), seed: 7);

        PhoneChannel.Carry(sent, new ChannelSettings(), seed: 7).ShouldBe(heard);
        PhoneChannel.Carry(sent, new ChannelSettings(), seed: 8).ShouldNotBe(heard);
    }

    [Fact]
    public void Speech_stands_fifteen_decibels_over_the_noise_give_or_take_three()
    {
        var noise = new BackgroundNoise(new ChannelSettings(), new Random(3));
        double[] levels = [.. Enumerable.Range(0, 60).Select(_ => Decibels(Enumerable.Range(0, Second).Select(_ => noise.Next())))];

        levels.Average().ShouldBe(-15, 1.5);
        levels.Min().ShouldBeInRange(-20, -16.5);
        levels.Max().ShouldBeInRange(-13.5, -10);
    }

    [Fact]
    public void One_packet_in_a_hundred_is_lost_in_runs_of_five()
    {
        var loss = new BurstLoss(new ChannelSettings(), new Random(5));
        bool[] lost = [.. Enumerable.Range(0, 200_000).Select(_ => loss.Next())];
        int runs = Enumerable.Range(1, lost.Length - 1).Count(i => lost[i] && !lost[i - 1]);

        lost.Average(l => l ? 1.0 : 0.0).ShouldBe(0.01, 0.002);
        ((double)lost.Count(l => l) / runs).ShouldBe(5, 0.7);
    }

    [Fact]
    public void Sudden_noises_come_once_a_minute()
    {
        var sudden = new SuddenNoise(new ChannelSettings(), new Random(11));
        for (int i = 0; i < 60 * 60 * Second; i++)
            sudden.Next();

        sudden.Bursts.ShouldBeInRange(40, 80);
    }

    [Fact]
    public void What_is_muffled_keeps_its_place_and_loses_its_highs()
    {
        short[] low = Tone(500, Second), high = Tone(3000, Second);
        Muffling.Apply(low, 1500, Second / 4, Second / 2);
        Muffling.Apply(high, 1500, Second / 4, Second / 2);

        Span<short> middle = low.AsSpan((Second / 2) - 100, 200);
        (AudioLevel.RmsDbfs(middle) - AudioLevel.RmsDbfs(Tone(500, Second).AsSpan((Second / 2) - 100, 200))).ShouldBe(0, 0.5);
        AudioLevel.RmsDbfs(high.AsSpan((Second / 2) - 100, 200)).ShouldBeLessThan(AudioLevel.RmsDbfs(high.AsSpan(0, 200)) - 30);
        high.AsSpan(0, Second / 4).ToArray().ShouldBe(Tone(3000, Second).AsSpan(0, Second / 4).ToArray());
    }

    private static double Decibels(IEnumerable<double> samples) => 20 * Math.Log10(Math.Sqrt(samples.Average(s => s * s)) / ChannelSettings.SpeechRms);

    private static short[] Tone(double hertz, int samples) =>
        [.. Enumerable.Range(0, samples).Select(i => (short)(6000 * Math.Sin(2 * Math.PI * hertz * i / Second)))];
}
