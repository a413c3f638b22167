using Futwork.Realtime.Turns;

namespace Futwork.Tests.Realtime.Turns;

/// <summary>Sounds in the telephone band, half a second each, over faint noise.</summary>
public sealed class VoiceCueTests
{
    private const int SampleRate = 8000;
    private const double Fundamental = 130, OverNoise = 100;
    private readonly VoiceCue _cue = new();
    private readonly Random _random = new(1);

    [Theory]
    [InlineData(700, 1200)]
    [InlineData(300, 2200)]
    [InlineData(500, 1500)]
    public void A_vowel_is_speech_before_the_detector_believes_it(double first, double second)
    {
        Hears(at => Voice(at, first, second));

        _cue.IsHum.ShouldBeFalse();
        _cue.Believe(0.05f).ShouldBeGreaterThan(VoiceGate.On);
        _cue.Believe(0.001f).ShouldBeLessThan(0.1f);
    }

    [Fact]
    public void A_murmur_through_the_nose_is_a_hum_and_left_to_the_detector()
    {
        Hears(at => Voice(at, 300, 300));

        _cue.IsHum.ShouldBeTrue();
        _cue.Believe(0.3f).ShouldBe(0.3f);
        _cue.Forget();
        _cue.IsHum.ShouldBeFalse();
    }

    [Fact]
    public void A_cough_and_a_whistle_are_neither()
    {
        Hears(_ => 0);
        _cue.Believe(0.3f).ShouldBe(0.3f);
        Hears(at => 9000 * Math.Sin(2 * Math.PI * 2600 * at / SampleRate));
        _cue.Believe(0.3f).ShouldBe(0.3f);
        Hears(_ => (_random.NextDouble() - 0.5) * 12000);
        _cue.Believe(0.3f).ShouldBe(0.3f);
        _cue.IsHum.ShouldBeFalse();
    }

    [Fact]
    public void Sound_that_hardly_rises_above_the_noise_is_left_to_the_detector()
    {
        Hears(at => Voice(at, 700, 1200), overNoise: 4);

        _cue.Believe(0.3f).ShouldBe(0.3f);
    }

    [Theory]
    [InlineData(425, 425)]
    [InlineData(440, 480)]
    [InlineData(1000, 1000)]
    [InlineData(1100, 1100)]
    [InlineData(697, 1209)]
    [InlineData(941, 1477)]
    public void Tones_on_the_line_begin_no_speech(double one, double other)
    {
        (var detector, var tracker) = (new SileroVad(SampleRate), new SpeechTracker());
        var changes = new List<VoiceChange>();
        for (int at = 0; at < SampleRate * 2; at += VoiceGate.ChunkSamples)
        {
            short[] chunk = [.. Enumerable.Range(at, VoiceGate.ChunkSamples).Select(i => (short)(Noise() + (i < SampleRate ? 0 : 4000 * (Tone(one, i) + Tone(other, i)))))];
            changes.Add(tracker.Hear(chunk, detector.Probability(chunk)));
        }

        changes.ShouldNotContain(VoiceChange.Started);
    }

    private static double Tone(double hertz, int at) => Math.Sin(2 * Math.PI * hertz * at / SampleRate);

    /// <summary>The harmonics of a voice between 300 and 3400 Hz, as loud as two resonances make them.</summary>
    private static double Voice(int at, double first, double second)
    {
        double sum = 0;
        for (double hertz = 3 * Fundamental; hertz < 3400; hertz += Fundamental)
            sum += (Resonance(hertz, first) + (0.5 * Resonance(hertz, second))) * Math.Cos(2 * Math.PI * hertz * at / SampleRate);
        return 3000 * sum;
    }

    private static double Resonance(double hertz, double formant) => 1 / (1 + Math.Pow((hertz - formant) / 90, 2));

    private double Noise() => (_random.NextDouble() - 0.5) * 60;

    private void Hears(Func<int, double> sound, double overNoise = OverNoise)
    {
        for (int at = 0; at < SampleRate / 2; at += VoiceGate.ChunkSamples)
            _cue.Hear([.. Enumerable.Range(at, VoiceGate.ChunkSamples).Select(i => (short)Math.Clamp(sound(i) + Noise(), -32000, 32000))], overNoise);
    }
}
