using Futwork.Realtime.Turns;

namespace Futwork.Tests.Realtime.Turns;

public sealed class VoiceGateTests
{
    private readonly VoiceGate _gate = new();

    [Fact]
    public void Speech_starts_with_two_voiced_chunks_in_a_row_and_is_dated_back_to_the_first()
    {
        Changes(0.1f, 0.9f, 0.2f, 0.8f, 0.7f).ShouldBe([VoiceChange.None, VoiceChange.None, VoiceChange.None, VoiceChange.None, VoiceChange.Started]);

        _gate.StartSample.ShouldBe(3 * VoiceGate.ChunkSamples);
    }

    [Fact]
    public void Speech_goes_on_through_doubtful_chunks_and_short_silences()
    {
        Changes(0.9f, 0.9f, 0.4f, 0.4f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.4f).Last().ShouldBe(VoiceChange.None);

        _gate.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public void Speech_ends_after_a_quarter_of_a_second_of_silence_and_is_dated_back_to_its_last_sound()
    {
        Changes([0.9f, 0.9f, 0.9f, .. Enumerable.Repeat(0.1f, 8)]).Last().ShouldBe(VoiceChange.Ended);

        _gate.EndSample.ShouldBe(3 * VoiceGate.ChunkSamples);
        Changes(0.9f).ShouldBe([VoiceChange.None]);
    }

    private VoiceChange[] Changes(params float[] probabilities) => [.. probabilities.Select(p => _gate.Next(p))];
}
