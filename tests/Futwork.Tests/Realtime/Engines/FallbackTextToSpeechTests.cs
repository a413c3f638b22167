using System.Runtime.CompilerServices;
using Futwork.Realtime;
using Futwork.Realtime.Engines;
using Futwork.Realtime.Speech;
using Futwork.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Realtime.Engines;

/// <summary>Mouths that take over from others, in virtual time.</summary>
public sealed class FallbackTextToSpeechTests
{
    private const string Text = "one two three four five";
    private const string Hindi = "नमस्ते";
    private const string OtherHindi = "अलविदा";

    private readonly FakeTime _time = new();
    private readonly SingleThread _thread = new();
    private readonly ScriptedVoice _first;
    private readonly ScriptedVoice _second;

    public FallbackTextToSpeechTests() => (_first, _second) = (new ScriptedVoice(_time), new ScriptedVoice(_time));

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
    public void A_text_that_a_mouth_makes_no_sound_of_is_spoken_by_the_next()
    {
        Speak(Text, Mute()).ShouldBe([0, 1600, 3200, 4800, 6400]);
        _second.Spoken.ShouldBe([Text]);
    }

    [Fact]
    public void One_text_without_sound_is_no_failure_of_a_mouth()
    {
        Speak(All(new LatinVoice(_first), _second), Hindi, Text, OtherHindi, Text);

        _first.Spoken.ShouldBe([Hindi, Text, OtherHindi, Text]);
        _second.Spoken.ShouldBe([Hindi, OtherHindi]);
        _first.Opened.ShouldBe(1);
    }

    [Fact]
    public void The_same_text_without_sound_once_more_is_none_either()
    {
        Speak(All(new LatinVoice(_first), _second), Hindi, Hindi, Text);

        _first.Spoken.ShouldBe([Hindi, Hindi, Text]);
    }

    [Fact]
    public void Two_texts_without_sound_in_a_row_are()
    {
        Speak(All(new LatinVoice(_first), _second), Hindi, OtherHindi, Text);

        _first.Spoken.ShouldBe([Hindi, OtherHindi]);
        _second.Spoken.ShouldBe([Hindi, OtherHindi, Text]);
    }

    [Fact]
    public void A_lone_mouth_stays_open_over_a_text_that_it_has_no_sound_for()
    {
        Speak(All(new LatinVoice(_first)), Hindi, Text).ShouldBe([0, 1600, 3200, 4800, 6400]);

        _first.Opened.ShouldBe(1);
    }

    [Fact]
    public void Another_voice_of_the_same_engine_is_another_mouth()
    {
        var engine = new LatinVoice(_first);
        TextToSpeechChoice[] voices = [new(engine, new VoiceOptions("en-IN", "english")), new(engine, new VoiceOptions("hi-IN", "hindi"))];

        Speak(Of(voices), Hindi);

        _first.Opened.ShouldBe(2);
    }

    [Fact]
    public void What_another_made_of_a_text_is_not_taken_for_the_sound_of_the_first()
    {
        TextToSpeechChoice[] choices = Choices(new LatinVoice(_first), _second);

        Pieces(Of(choices), "one two", Hindi).Select(piece => piece.MadeBy).ShouldBe([choices[0].Sound, choices[0].Sound, $"{choices[0].Sound}, else {choices[1].Sound}"]);
    }

    [Fact]
    public void What_ends_in_a_failure_is_nobodys()
    {
        _first.BreaksAfterWords = 2;
        TextToSpeechChoice[] choices = Choices(_first, _second);

        Pieces(Of(choices), "one two").Select(piece => piece.MadeBy).ShouldBe([choices[0].Sound, choices[0].Sound, null]);
        _second.Spoken.ShouldBeEmpty();
    }

    [Fact]
    public void Each_part_of_a_text_that_broke_off_is_of_whoever_made_it()
    {
        _first.BreaksAfterWords = 2;
        TextToSpeechChoice[] choices = Choices(_first, _second);

        Pieces(Of(choices), "one two three").Select(piece => piece.MadeBy).ShouldBe([choices[0].Sound, choices[0].Sound, choices[1].Sound]);
    }

    [Fact]
    public async Task Once_one_has_failed_the_next_would_speak()
    {
        _first.Failure = new SpeechException("No.");
        TextToSpeechChoice[] choices = Choices(_first, _second);
        FallbackTextToSpeech all = Of(choices);
        await using var speaker = new FallbackSpeaker(all, _time);
        speaker.Makers.ShouldBe([choices[0].Sound, $"{choices[0].Sound}, else {choices[1].Sound}"]);

        Speak(all, Text);

        speaker.Makers.ShouldBe([choices[1].Sound, $"{choices[1].Sound}, else {choices[0].Sound}"]);
        all.Name.ShouldBe(_first.Name);
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

    private List<int> Speak(string text, ScriptedVoice? first = null, ScriptedVoice? second = null) => Speak(All(first ?? _first, second ?? _second), text);

    private List<int> Speak(FallbackTextToSpeech mouth, params string[] texts) => [.. Pieces(mouth, texts).SelectMany(piece => piece.Words).Select(word => word.StartSample)];

    private List<SpeechAudio> Pieces(FallbackTextToSpeech mouth, params string[] texts)
    {
        Task<List<SpeechAudio>>? speaking = null;
        _thread.Run(() => speaking = CollectAsync(mouth, texts));
        while (!speaking!.IsCompleted)
            _thread.Run(() => _time.Advance(1));
        return speaking.Completed();
    }

    private static async Task<List<SpeechAudio>> CollectAsync(FallbackTextToSpeech mouth, string[] texts)
    {
        var pieces = new List<SpeechAudio>();
        await using ISpeaker speaker = await mouth.OpenAsync(new VoiceOptions("en-IN"), CancellationToken.None);
        foreach (string text in texts)
            pieces.AddRange(await speaker.SpeakWholeAsync(text, CancellationToken.None));
        return pieces;
    }

    private FallbackTextToSpeech All(params ITextToSpeech[] mouths) => Of(Choices(mouths));

    private static TextToSpeechChoice[] Choices(params ITextToSpeech[] mouths) =>
        [.. mouths.Select((mouth, i) => new TextToSpeechChoice(mouth, new VoiceOptions("en-IN") { Model = $"{i}" }))];

    private FallbackTextToSpeech Of(TextToSpeechChoice[] choices) => new(choices, new EngineHealth(_time), _time, NullLogger.Instance);

    /// <summary>Has no sound for another script than its own.</summary>
    private sealed class LatinVoice(ScriptedVoice voice) : ITextToSpeech
    {
        public string Name => voice.Name;

        public TextToSpeechCapabilities Capabilities => voice.Capabilities;

        public async ValueTask<ISpeaker> OpenAsync(VoiceOptions options, CancellationToken cancellationToken) =>
            new Speaker(voice, await voice.OpenAsync(options, cancellationToken));

        private sealed class Speaker(ScriptedVoice voice, ISpeaker mouth) : ISpeaker
        {
            public async IAsyncEnumerable<SpeechAudio> SpeakAsync(SpeechRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
            {
                if (!char.IsAscii(request.Text[0]))
                {
                    voice.Spoken.Add(request.Text);
                    yield break;
                }

                await foreach (SpeechAudio piece in mouth.SpeakAsync(request, cancellationToken))
                    yield return piece;
            }

            public ValueTask DisposeAsync() => mouth.DisposeAsync();
        }
    }
}
