using Futwork.Realtime.Turns;

namespace Futwork.Tests.Realtime.Turns;

/// <summary>Levels on a line with noise, where the detector is slow to let go: as sure as it is told, chunk by chunk.</summary>
public sealed class SpeechTrackerTests
{
    private const short Noise = 100, Loud = 3000, Far = 800;
    private readonly SpeechTracker _tracker = new();

    [Fact]
    public void Speech_ends_where_its_sound_does_and_not_where_the_detector_lets_go()
    {
        Hears(Noise, 0.05f, 40);
        Hears(Loud, 0.9f, 20);

        VoiceChange[] changes = Hears(Noise, 0.8f, 8);

        changes.ShouldBe([VoiceChange.None, VoiceChange.Dipped, .. Enumerable.Repeat(VoiceChange.None, 5), VoiceChange.Ended]);
        _tracker.Gate.EndSample.ShouldBe(60 * VoiceGate.ChunkSamples);
    }

    [Fact]
    public void Speech_begins_where_its_sound_does_and_not_where_the_detector_believes_it()
    {
        Hears(Noise, 0.05f, 40);
        Hears(Loud, 0.2f, 4);
        Hears(Loud, 0.9f, 2).ShouldBe([VoiceChange.None, VoiceChange.Started]);

        _tracker.Gate.StartSample.ShouldBe(40 * VoiceGate.ChunkSamples);
    }

    [Fact]
    public void Where_speech_is_hardly_louder_than_the_noise_the_detector_alone_decides()
    {
        Hears(Noise, 0.05f, 40);
        Hears(130, 0.9f, 20);

        Hears(120, 0.8f, 8).ShouldAllBe(c => c == VoiceChange.None);
    }

    [Fact]
    public void Words_have_a_level_where_the_detector_heard_nothing_until_they_are_too_long_ago()
    {
        Hears(Noise, 0.05f, 40);
        Hears(Far, 0.1f, 20);
        long start = 40 * VoiceGate.ChunkSamples, end = 60 * VoiceGate.ChunkSamples;

        _tracker.LevelOf(start, end)!.Value.ShouldBe(20 * Math.Log10(Far / 32768.0), 0.5);
        Hears(Noise, 0.05f, 600);
        _tracker.LevelOf(start, end).ShouldBeNull();
        _tracker.LevelOf(end, start).ShouldBeNull();
    }

    [Fact]
    public void A_level_is_known_after_a_third_of_a_second_of_speech()
    {
        Hears(Noise, 0.05f, 40);
        int known = Enumerable.Range(1, 30).First(_ =>
        {
            Hears(Loud, 0.9f, 1);
            return _tracker.HasLevel;
        });

        known.ShouldBe(13);
        _tracker.LevelDbfs.ShouldBe(20 * Math.Log10(Loud / 32768.0), 0.5);
    }

    private VoiceChange[] Hears(short amplitude, float probability, int chunks)
    {
        var changes = new VoiceChange[chunks];
        short[] chunk = [.. Enumerable.Range(0, VoiceGate.ChunkSamples).Select(i => i % 2 == 0 ? amplitude : (short)-amplitude)];
        for (int i = 0; i < chunks; i++)
            changes[i] = _tracker.Hear(chunk, probability);
        return changes;
    }
}
