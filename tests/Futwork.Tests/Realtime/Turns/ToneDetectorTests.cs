using Futwork.Realtime.Audio;
using Futwork.Realtime.Turns;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Turns;

public sealed class ToneDetectorTests
{
    [Theory]
    [InlineData(350, 400)]
    [InlineData(440, 300)]
    [InlineData(480, 150)]
    [InlineData(850, 500)]
    [InlineData(1000, 600)]
    [InlineData(1000, 200)]
    [InlineData(1400, 250)]
    [InlineData(2000, 400)]
    [InlineData(2100, 1000)]
    [InlineData(2400, 300)]
    public void A_tone_is_found_with_its_frequency_and_its_time(double hertz, int milliseconds)
    {
        short[] call = [.. Silence(500), .. Sine(hertz, milliseconds), .. Silence(300)];

        Found tone = Listen(call).ShouldHaveSingleItem();

        tone.Hertz.ShouldBe(hertz, hertz * 0.01);
        tone.Start.ShouldBe(500, 20.0);
        tone.End.ShouldBe(500 + milliseconds, 20.0);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(20)]
    [InlineData(30)]
    public void A_beep_is_found_in_noise(double signalToNoise)
    {
        short[] call = Noisy([.. Silence(300), .. Sine(1000, 500), .. Silence(300)], signalToNoise);

        Listen(call).ShouldHaveSingleItem().Hertz.ShouldBe(1000, 15.0);
    }

    [Fact]
    public void A_beep_survives_the_telephone_codec()
    {
        short[] sent = [.. Silence(300), .. Sine(1000, 500, amplitude: 2000), .. Silence(300)];
        short[] heard = new short[sent.Length];
        byte[] coded = new byte[sent.Length];
        G711.EncodeMuLaw(sent, coded);
        G711.DecodeMuLaw(coded, heard);

        Listen(heard).ShouldHaveSingleItem().Hertz.ShouldBe(1000, 10.0);
    }

    [Fact]
    public void The_tones_before_an_announcement_of_the_network_are_told_apart()
    {
        short[] call = [.. Sine(950, 330), .. Sine(1400, 330), .. Sine(1777, 330), .. Silence(300)];

        Listen(call).Select(t => Math.Round(t.Hertz / 50) * 50).ShouldBe([950d, 1400d, 1800d]);
    }

    [Theory]
    [InlineData(697, 1209)]
    [InlineData(770, 1336)]
    [InlineData(941, 1477)]
    [InlineData(852, 1633)]
    public void A_pressed_key_is_two_tones_and_no_beep(double low, double high)
    {
        short[] call = [.. Silence(200), .. Sine(low, 300).Zip(Sine(high, 300), (a, b) => (short)((a + b) / 2)), .. Silence(200)];

        Listen(call).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(120)]
    [InlineData(200)]
    [InlineData(260)]
    public void A_voice_of_many_harmonics_is_no_beep(double pitch)
    {
        short[] voice = new short[8000];
        for (int i = 0; i < voice.Length; i++)
            voice[i] = (short)(3000 * Enumerable.Range(1, 6).Sum(k => Math.Sin(Math.Tau * k * pitch * i / 8000) / k));

        Listen(voice).ShouldBeEmpty();
    }

    [Fact]
    public void A_tone_that_slides_is_no_beep()
    {
        short[] slide = new short[8000];
        double phase = 0;
        for (int i = 0; i < slide.Length; i++)
            slide[i] = (short)(8000 * Math.Sin(phase += Math.Tau * (400 + (i * 0.15)) / 8000));

        Listen(slide).ShouldBeEmpty();
    }

    [Fact]
    public void Noise_and_what_is_hardly_audible_are_no_beep()
    {
        Listen(Noisy(Silence(3000), 0)).ShouldBeEmpty();
        Listen(Sine(1000, 500, amplitude: 60)).ShouldBeEmpty();
    }

    [Fact]
    public void Listening_allocates_nothing()
    {
        short[] call = [.. Sine(1000, 60), .. Noisy(Silence(500), 0)];
        var detector = new ToneDetector((_, _, _) => { });
        detector.Hear(call);

        Allocations.Of(() => detector.Hear(call)).ShouldBe(0);
    }

    internal static List<Found> Listen(ReadOnlySpan<short> call)
    {
        var found = new List<Found>();
        var detector = new ToneDetector((hertz, start, end) => found.Add(new Found(hertz, start / 8d, end / 8d)));
        for (int i = 0; i < call.Length; i += VoiceGate.ChunkSamples)
            detector.Hear(call.Slice(i, Math.Min(VoiceGate.ChunkSamples, call.Length - i)));
        detector.Hear(new short[512]);
        return found;
    }

    private static short[] Silence(int milliseconds) => new short[milliseconds * 8];

    private static short[] Sine(double hertz, int milliseconds, double amplitude = 8000) =>
        [.. Enumerable.Range(0, milliseconds * 8).Select(i => (short)(amplitude * Math.Sin(Math.Tau * hertz * i / 8000)))];

    /// <summary>White noise, so many dB below a sine of amplitude 8000.</summary>
    private static short[] Noisy(short[] sound, double signalToNoise)
    {
        var random = new Random(7);
        double deviation = 8000 / Math.Sqrt(2) * Math.Pow(10, -signalToNoise / 20);
        return [.. sound.Select(s => (short)Math.Clamp(s + (deviation * Gauss(random)), short.MinValue, short.MaxValue))];
    }

    private static double Gauss(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());

    /// <summary>A tone that was found; times in milliseconds.</summary>
    internal sealed record Found(double Hertz, double Start, double End);
}
