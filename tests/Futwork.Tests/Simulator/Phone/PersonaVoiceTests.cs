using Futwork.Simulator.Phone;

namespace Futwork.Tests.Simulator.Phone;

public sealed class PersonaVoiceTests
{
    private readonly PersonaVoice _voice = new();

    [Fact]
    public void A_sentence_is_played_frame_by_frame_to_its_last_sample()
    {
        _voice.Start(new short[] { 1, 2, 3, 4, 5 });

        Frame().ShouldBe([1, 2, 3]);
        _voice.IsSpeaking.ShouldBeTrue();
        Frame().ShouldBe([4, 5, 0]);
        _voice.IsSpeaking.ShouldBeFalse();
        Frame().ShouldBe([0, 0, 0]);
    }

    [Fact]
    public void A_new_sentence_takes_the_place_of_the_one_before()
    {
        _voice.Start(new short[] { 1, 2, 3, 4, 5, 6 });
        Frame();

        _voice.Start(new short[] { 7, 8 });

        Frame().ShouldBe([7, 8, 0]);
        _voice.IsSpeaking.ShouldBeFalse();
    }

    private short[] Frame()
    {
        var say = new short[3];
        _voice.Play(say);
        return say;
    }
}
