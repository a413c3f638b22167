using Futwork.Providers.Local.Sphinx;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;
using Futwork.Tests.Support;

namespace Futwork.Tests.Providers.Local;

public sealed class LocalSpeechToTextTests : SpeechToTextConformance, IDisposable
{
    private readonly SphinxSpeechToText _engine = new(TimeProvider.System);

    protected override ISpeechToText Engine => _engine;

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Names_that_no_dictionary_has_are_heard()
    {
        await using var ears = await OpenAsync(new Expectation { Words = ["Futwork", "Kolkata", "Jodhpur", "EMI"], Phrases = ["I want to pay the EMI"] });
        foreach (var name in new[] { "futwork", "kolkata", "jodhpur" })
        {
            CallerVoice.Utter(ears, await CallerVoice.SayAsync($"my name is {name}"));
            (await CallerVoice.HearAsync(ears))[^1].Text.ShouldContain(name);
        }

        CallerVoice.Utter(ears, await CallerVoice.SayAsync("I want to pay the E M I"));
        (await CallerVoice.HearAsync(ears))[^1].Text.ShouldContain("pay the emi");
    }

    [Fact]
    public async Task What_is_expected_changes_with_the_next_utterance()
    {
        await using var hearing = await HearingAsync();
        hearing.Utter(await CallerVoice.SayAsync("call me later"));
        hearing.Ears.Expect(new Expectation { Phrases = ["seven of clubs", "queen of hearts"], Content = ExpectedContent.None });
        hearing.Utter(await CallerVoice.SayAsync("queen of hearts"));
        (await hearing.UnderstandAsync()).Text.ShouldBe("call me later");
        (await hearing.UnderstandAsync()).Text.ShouldBe("queen of hearts");
    }

    [Fact]
    public async Task Every_utterance_has_one_final_result_and_it_is_the_last()
    {
        await using var hearing = await HearingAsync();
        hearing.Utter(await CallerVoice.SayAsync("wrong number"));
        var understood = await hearing.UnderstandAsync();
        understood.Results.SkipLast(1).ShouldAllBe(result => !result.IsFinal);
        understood.Last.EngineTime.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public async Task Partial_words_come_before_the_speech_has_ended()
    {
        await using var ears = await OpenAsync(new Expectation { Content = ExpectedContent.FreeText });
        var sound = await CallerVoice.SayAsync("yes i am interested please tell me more");
        ears.Write(sound.AsSpan(0, 4000));
        ears.SpeechStarted(800);
        RecognitionResult? partial = null;
        for (var at = 4000; at + PhoneAudio.FrameSamples <= sound.Length && !ears.Results.TryRead(out partial); at += PhoneAudio.FrameSamples)
        {
            ears.Write(sound.AsSpan(at, PhoneAudio.FrameSamples));
            await Task.Yield();
        }

        // A step of the recogniser is left out while others hold all processors; the next frame asks again.
        partial ??= await Eventually.IsAsync(() => ears.Results.TryRead(out var result) ? result : null, () => ears.Write(new short[PhoneAudio.FrameSamples]));
        partial.IsFinal.ShouldBeFalse();
        partial.Text.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_minute_of_noise_is_cut_not_hoarded()
    {
        await using var ears = await OpenAsync(new Expectation());
        ears.SpeechStarted(0);
        for (var second = 0; second < 60; second++)
            ears.Write(new short[PhoneAudio.SampleRate]);
        ears.SpeechEnded();
        (await CallerVoice.HearAsync(ears))[^1].Confidence.ShouldBeLessThan(RecognitionResult.Doubtful);
    }

    [Fact]
    public async Task Another_language_is_refused_with_what_would_be_right()
    {
        var error = await Should.ThrowAsync<SpeechException>(async () =>
            await Engine.OpenAsync(new RecognitionOptions("hi-IN", new Expectation()), TestContext.Current.CancellationToken));
        error.Message.ShouldContain("hi-IN");
        error.Message.ShouldContain("en");
    }

    [Fact]
    public async Task A_missing_model_is_named_with_its_package()
    {
        using var engine = new SphinxSpeechToText(TimeProvider.System, modelFolder: "/nowhere");
        var error = await Should.ThrowAsync<SpeechException>(async () =>
            await engine.OpenAsync(new RecognitionOptions("en", new Expectation()), TestContext.Current.CancellationToken));
        error.Message.ShouldContain("/nowhere");
        error.Message.ShouldContain("apt-get install pocketsphinx-en-us");
    }
}
