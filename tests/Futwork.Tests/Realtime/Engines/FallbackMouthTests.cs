using Futwork.Realtime.Engines;
using Futwork.Realtime.Speech;
using Futwork.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Realtime.Engines;

/// <summary>Mouths that take over from others, in virtual time.</summary>
public sealed class FallbackMouthTests
{
    private const string Text = "one two three four five";

    private readonly FakeTime _time = new();
    private readonly SingleThread _thread = new();
    private readonly ScriptedVoice _first;
    private readonly ScriptedVoice _second;

    public FallbackMouthTests() => (_first, _second) = (new ScriptedVoice(_time), new ScriptedVoice(_time));

    [Fact]
    public void A_text_that_has_not_begun_to_sound_is_spoken_by_the_next()
    {
        _first.Failure = new SpeechException("No more today.") { Kind = SpeechFailure.RateLimited };

        Speak(Text).ShouldBe([0, 1600, 3200, 4800, 6400]);
        _second.Spoken.ShouldBe([Text]);
    }

    [Fact]
    public void A_text_that_broke_off_goes_on_with_the_next_word()
    {
        _first.BreaksAfterWords = 2;

        Speak(Text).ShouldBe([0, 1600, 3200, 4800, 6400]);
        _second.Spoken.ShouldBe(["three four five"]);
    }

    [Fact]
    public void A_silent_mouth_is_given_up_after_two_seconds()
    {
        _first.DelayMilliseconds = 10_000;

        Speak(Text).Count.ShouldBe(5);
        _time.Elapsed.ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void A_mouth_that_makes_no_sound_of_words_has_failed()
    {
        Speak(Text, Mute()).ShouldBe([0, 1600, 3200, 4800, 6400]);
        _second.Spoken.ShouldBe([Text]);
    }

    [Fact]
    public void A_text_that_no_mouth_has_a_voice_for_is_passed_over() => Speak(Text, Mute(), Mute()).ShouldBeEmpty();

    [Fact]
    public void A_text_without_words_may_be_silent()
    {
        Speak("...", Mute()).ShouldBeEmpty();
        _second.Spoken.ShouldBeEmpty();
    }

    [Fact]
    public void When_all_mouths_fail_the_failure_is_told()
    {
        _first.Failure = _second.Failure = new SpeechException("No.");

        Should.Throw<SpeechException>(() => Speak(Text));
    }

    private ScriptedVoice Mute() => new(_time) { WordMilliseconds = 0, Capabilities = new TextToSpeechCapabilities(false, []) };

    private List<int> Speak(string text, ScriptedVoice? first = null, ScriptedVoice? second = null)
    {
        var mouth = new FallbackMouth([Choice(first ?? _first, "first"), Choice(second ?? _second, "second")], new EngineHealth(_time), _time, NullLogger.Instance);
        Task<List<int>>? speaking = null;
        _thread.Run(() => speaking = CollectAsync(mouth, text));
        while (!speaking!.IsCompleted)
            _thread.Run(() => _time.Advance(1));
        return speaking.GetAwaiter().GetResult();
    }

    private static async Task<List<int>> CollectAsync(FallbackMouth mouth, string text)
    {
        var starts = new List<int>();
        await using ISpeaker speaker = await mouth.OpenAsync(new VoiceOptions("en-IN"), CancellationToken.None);
        await foreach (SpeechAudio piece in speaker.SpeakAsync(new SpeechRequest(text), CancellationToken.None))
            starts.AddRange(piece.Words.Select(w => w.StartSample));
        return starts;
    }

    private static MouthChoice Choice(ITextToSpeech mouth, string model) => new(mouth, new VoiceOptions("en-IN") { Model = model });
}
