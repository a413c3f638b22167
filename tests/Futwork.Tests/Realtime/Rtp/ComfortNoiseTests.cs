using Futwork.Realtime.Rtp;

namespace Futwork.Tests.Realtime.Rtp;

public sealed class ComfortNoiseTests
{
    private readonly JitterBuffer _buffer = new(new CallBuffers());

    [Theory]
    [InlineData(30)]
    [InlineData(50)]
    [InlineData(70)]
    public void Noise_has_the_level_that_was_named(int level)
    {
        _buffer.Push(0, Sound(1000));
        _buffer.Silence(160, level);
        for (var i = 0; i < 3; i++) Pull();

        var power = Enumerable.Range(0, 50).SelectMany(_ => Pull()).Average(sample => (double)sample * sample);

        (10 * Math.Log10(power / (32767d * 32767d))).ShouldBe(-level, 1.0);
        _buffer.Concealed.ShouldBe(0);
    }

    [Fact]
    public void Noise_lasts_until_sound_comes_again()
    {
        _buffer.Push(0, Sound(1000));
        _buffer.Silence(160, 50);
        for (var i = 0; i < 100; i++) Pull();
        _buffer.Push(101 * 160, Sound(2000));

        Enumerable.Range(0, 4).ShouldContain(_ => Pull().Contains((short)2000));
        for (var i = 0; i < 10; i++) Pull();
        Pull().ShouldAllBe(sample => sample == 0);
    }

    [Fact]
    public void The_quietest_level_is_silence()
    {
        _buffer.Silence(0, 127);
        for (var i = 0; i < 5; i++) Pull().ShouldAllBe(sample => sample == 0);
    }

    private static short[] Sound(short level) => [.. Enumerable.Repeat(level, 160)];

    private short[] Pull()
    {
        var frame = new short[160];
        _buffer.Pull(frame);
        return frame;
    }
}
