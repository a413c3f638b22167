using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;

namespace Futwork.Tests.Realtime.Turns;

/// <summary>Turns by results of engines that segment speech by themselves: finals before the end of speech, several of them, or none.</summary>
public sealed class ContinuousEarsTests
{
    private readonly TurnTaker _turns = new(new TurnPolicy { Steepness = 0 });

    [Fact]
    public void Finals_before_the_end_of_speech_are_kept_and_the_rest_is_awaited()
    {
        Speak(0, 2000);
        Hear("i want to pay", isFinal: true, endsSpeech: false);
        _turns.AwaitsWords.ShouldBeTrue();
        Hear("the bill", isFinal: true, endsSpeech: true);
        _turns.AwaitsWords.ShouldBeFalse();
        Taken(2600).ShouldBe("i want to pay the bill");
    }

    [Fact]
    public void An_empty_answer_to_the_end_of_speech_adds_nothing()
    {
        Speak(0, 1000);
        Hear("yes please", isFinal: true, endsSpeech: false);
        Hear("", isFinal: true, endsSpeech: true);
        Taken(1600).ShouldBe("yes please");
    }

    [Fact]
    public void Words_that_the_vendor_still_holds_open_count_once_the_speech_is_answered()
    {
        Speak(0, 1000);
        Hear("yes please", isFinal: false, endsSpeech: true);
        _turns.AwaitsWords.ShouldBeFalse();
        Taken(1600).ShouldBe("yes please");
    }

    [Fact]
    public void What_a_turn_was_taken_with_is_not_heard_again_when_the_vendor_settles_it()
    {
        Speak(0, 1000);
        Hear("yes please", isFinal: false, endsSpeech: true);
        Taken(1600).ShouldBe("yes please");

        Hear("yes please", isFinal: true, endsSpeech: false);
        _turns.IsOpen.ShouldBeFalse();
    }

    [Fact]
    public void What_follows_a_taken_turn_in_the_same_result_is_a_turn_of_its_own()
    {
        Speak(0, 1000);
        Hear("yes please", isFinal: false, endsSpeech: true);
        Taken(1600).ShouldBe("yes please");

        Speak(2000, 3000);
        Hear("yes please but tomorrow", isFinal: false, endsSpeech: true);
        Hear("yes please but tomorrow", isFinal: true, endsSpeech: false);
        Taken(3600).ShouldBe("but tomorrow");
    }

    [Fact]
    public void Words_that_come_after_the_wait_for_them_has_ended_belong_to_no_turn()
    {
        Speak(0, 1000);
        Hear("yes", isFinal: false, endsSpeech: false);
        Taken(3000).ShouldBe("yes");

        Hear("yes please", isFinal: true, endsSpeech: false);
        Hear("", isFinal: true, endsSpeech: true);
        _turns.IsOpen.ShouldBeFalse();
        Speak(5000, 6000);
        Hear("thank you", isFinal: true, endsSpeech: true);
        Taken(6600).ShouldBe("thank you");
    }

    private void Speak(int from, int to)
    {
        _turns.Began(TimeSpan.FromMilliseconds(from));
        _turns.Ended(TimeSpan.FromMilliseconds(to));
    }

    private void Hear(string text, bool isFinal, bool endsSpeech) =>
        _turns.Recognised(new RecognitionResult(text, isFinal) { EndsSpeech = endsSpeech }, TimeSpan.FromMilliseconds(1000));

    private string? Taken(int at) => _turns.Decide(TimeSpan.FromMilliseconds(at))?.Text;
}
