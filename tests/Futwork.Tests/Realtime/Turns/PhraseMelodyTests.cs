using Futwork.Realtime.Turns;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Turns;

/// <summary>Voices made of harmonics within the telephone band, without their fundamental.</summary>
public sealed class PhraseMelodyTests
{
    private const int SampleRate = 8000;
    private readonly PhraseMelody _melody = new();
    private double _phase;

    [Theory]
    [InlineData(75)]
    [InlineData(110)]
    [InlineData(180)]
    [InlineData(240)]
    [InlineData(300)]
    public void The_pitch_is_found_without_its_fundamental(double hertz)
    {
        float[] window = [.. Voice(hertz, hertz, VoicePitch.WindowSamples).Select(s => (float)s)];

        VoicePitch.Semitones(window)!.Value.ShouldBe(12 * Math.Log2(hertz), 0.2);
    }

    /// <summary>It repeats best beyond the longest period that is looked at, as the mains' 60 Hz do: what is there at the end rises, and is no peak.</summary>
    [Theory]
    [InlineData(60)]
    [InlineData(66)]
    public void A_hum_below_the_lowest_pitch_has_none(double hertz)
    {
        float[] window = [.. Enumerable.Range(0, VoicePitch.WindowSamples).Select(i => (float)(4000 * Math.Cos(2 * Math.PI * hertz * i / SampleRate)))];

        VoicePitch.Semitones(window).ShouldBeNull();
    }

    [Fact]
    public void Noise_and_silence_have_no_pitch()
    {
        var random = new Random(3);

        VoicePitch.Semitones([.. Enumerable.Range(0, VoicePitch.WindowSamples).Select(_ => (float)random.Next(-3000, 3000))]).ShouldBeNull();
        VoicePitch.Semitones(new float[VoicePitch.WindowSamples]).ShouldBeNull();
    }

    [Theory]
    [InlineData(130, 90, 0.9, 1)]
    [InlineData(110, 135, -1, -0.9)]
    public void A_voice_that_ends_low_in_its_range_sounds_final_and_one_that_stays_up_does_not(double from, double to, double least, double most)
    {
        Hears(VoiceChange.Started, 100, 140, 1000);
        Hears(VoiceChange.None, 140, 100, 1000);
        Hears(VoiceChange.Started, from, to, 200);
        Hears(VoiceChange.None, to, to, 300);

        _melody.Score.ShouldBeInRange(least, most);
    }

    [Fact]
    public void A_steep_rise_tells_nothing()
    {
        Hears(VoiceChange.Started, 100, 120, 1000);
        Hears(VoiceChange.None, 115, 115, 128);
        Hears(VoiceChange.None, 150, 150, 96);

        _melody.Score.ShouldBe(0);
    }

    [Fact]
    public void Too_little_voice_and_sound_that_is_no_speech_tell_nothing()
    {
        Hears(VoiceChange.Started, 120, 120, 160);
        _melody.Score.ShouldBe(0);
        for (int i = 0; i < 40; i++)
            _melody.Hear(Voice(120, 90, VoiceGate.ChunkSamples), voiced: false, VoiceChange.None);
        _melody.Score.ShouldBe(0);
    }

    [Fact]
    public void Where_speech_begins_the_phrase_before_is_forgotten()
    {
        Hears(VoiceChange.Started, 140, 100, 1000);
        Hears(VoiceChange.None, 90, 90, 300);
        _melody.Score.ShouldBeGreaterThan(0.5);

        Hears(VoiceChange.Started, 120, 120, 96);

        _melody.Score.ShouldBe(0);
    }

    [Fact]
    public void The_range_folds_octaves_and_forgets_slowly()
    {
        var range = new VoiceRange();
        for (int i = 0; i < 200; i++)
            range.Learn(80).ShouldBe(80);
        range.Learn(92).ShouldBe(80);
        range.Learn(84).ShouldBe(84);

        for (int i = 0; i < 10_000; i++)
            range.Learn(84);

        range.At(0.25).ShouldBe(84, 0.5);
        range.Count.ShouldBeLessThan(2500);
    }

    [Fact]
    public void Hearing_allocates_nothing()
    {
        short[] chunk = Voice(120, 100, VoiceGate.ChunkSamples);
        _melody.Hear(chunk, voiced: true, VoiceChange.Started);

        Allocations.Of(() => HearChunks(100)).ShouldBe(0);

        void HearChunks(int chunks)
        {
            for (int i = 0; i < chunks; i++)
            {
                _melody.Hear(chunk, voiced: true, VoiceChange.None);
                _ = _melody.Score;
            }
        }
    }

    private void Hears(VoiceChange first, double from, double to, int milliseconds)
    {
        short[] sound = Voice(from, to, milliseconds * SampleRate / 1000 / VoiceGate.ChunkSamples * VoiceGate.ChunkSamples);
        for (int at = 0; at < sound.Length; at += VoiceGate.ChunkSamples)
            _melody.Hear(sound.AsSpan(at, VoiceGate.ChunkSamples), voiced: true, at == 0 ? first : VoiceChange.None);
    }

    private short[] Voice(double from, double to, int samples)
    {
        short[] sound = new short[samples];
        for (int i = 0; i < samples; i++)
        {
            double hertz = from + ((to - from) * i / samples);
            _phase += 2 * Math.PI * hertz / SampleRate;
            double sum = 0;
            for (int harmonic = 2; harmonic * hertz < 3400; harmonic++)
                sum += harmonic * hertz > 300 ? Math.Cos(harmonic * _phase) / harmonic : 0;
            sound[i] = (short)(4000 * sum);
        }

        return sound;
    }
}
