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
    public void Noise_that_is_announced_again_goes_on_without_a_hole()
    {
        _buffer.Push(0, Sound(1000));
        _buffer.Silence(160, 30);
        for (var i = 0; i < 3; i++) Pull();

        for (var tick = 3; tick < 40; tick++)
        {
            if (tick % 10 == 0) _buffer.Silence((uint)(tick * 160), 30);
            Pull().ShouldContain(sample => sample != 0 && sample != 1000);
        }

        _buffer.Concealed.ShouldBe(0);
    }

    [Fact]
    public void Sound_between_two_silences_is_heard_whole()
    {
        _buffer.Silence(0, 127);
        for (var i = 0; i < 10; i++) Pull();
        _buffer.Push(10 * 160, Sound(1000));
        _buffer.Push(11 * 160, Sound(1000));
        _buffer.Silence(12 * 160, 127);

        Pull().ShouldAllBe(sample => sample == 0);
        Pull().ShouldAllBe(sample => sample == 1000);
        Pull().ShouldAllBe(sample => sample == 1000);
        Pull().ShouldAllBe(sample => sample == 0);
        _buffer.Concealed.ShouldBe(0);
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
