using System.Threading.Channels;
using Futwork.Realtime.Speech;

namespace Futwork.Tests.Providers;

/// <summary>What all ears must do. An engine's test derives from it.</summary>
public abstract class SpeechToTextConformance
{
    private static readonly Expectation YesNo = new() { Content = ExpectedContent.YesNo, Phrases = ["i am interested", "call me later", "wrong number"] };

    /// <summary>The engine under test.</summary>
    protected abstract ISpeechToText Engine { get; }

    [Fact]
    public async Task Words_come_partial_while_they_are_spoken_and_final_at_the_end()
    {
        await using var ears = await OpenAsync(YesNo);
        CallerVoice.Utter(ears, await CallerVoice.SayAsync("Yes, I am interested."));
        var results = await CallerVoice.HearAsync(ears);
        results[..^1].ShouldAllBe(result => !result.IsFinal);
        results[^1].Text.ShouldBe("yes i am interested");
        results[^1].Confidence.ShouldBeGreaterThan(RecognitionResult.Doubtful);
        results[^1].EngineTime.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public async Task Every_utterance_has_one_final_result_in_order()
    {
        string[] said = ["call me later", "wrong number", "i am interested"];
        await using var ears = await OpenAsync(YesNo);
        foreach (var text in said)
            CallerVoice.Utter(ears, await CallerVoice.SayAsync(text));
        foreach (var text in said)
            (await CallerVoice.HearAsync(ears))[^1].Text.ShouldBe(text);
        ears.Results.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Silence_taken_for_speech_has_a_final_result_too()
    {
        await using var ears = await OpenAsync(YesNo);
        CallerVoice.Utter(ears, new short[8000]);
        (await CallerVoice.HearAsync(ears))[^1].Confidence.ShouldBeLessThan(RecognitionResult.Doubtful);
        CallerVoice.Utter(ears, await CallerVoice.SayAsync("call me later"));
        (await CallerVoice.HearAsync(ears))[^1].Text.ShouldBe("call me later");
    }

    [Fact]
    public async Task An_utterance_without_any_sound_has_a_final_result_too()
    {
        await using var ears = await OpenAsync(YesNo);
        ears.SpeechStarted(0);
        ears.SpeechEnded();
        (await CallerVoice.HearAsync(ears))[^1].Text.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_second_start_or_end_changes_nothing()
    {
        await using var ears = await OpenAsync(YesNo);
        ears.SpeechEnded();
        CallerVoice.Utter(ears, await CallerVoice.SayAsync("call me later"));
        ears.SpeechEnded();
        (await CallerVoice.HearAsync(ears))[^1].Text.ShouldBe("call me later");
        ears.SpeechStarted(100);
        ears.SpeechStarted(100);
        ears.SpeechEnded();
        (await CallerVoice.HearAsync(ears)).Count(result => result.IsFinal).ShouldBe(1);
    }

    [Fact]
    public async Task What_is_expected_changes_with_the_next_utterance()
    {
        await using var ears = await OpenAsync(YesNo);
        CallerVoice.Utter(ears, await CallerVoice.SayAsync("call me later"));
        ears.Expect(new Expectation { Phrases = ["seven of clubs", "queen of hearts"], Content = ExpectedContent.None });
        CallerVoice.Utter(ears, await CallerVoice.SayAsync("queen of hearts"));
        (await CallerVoice.HearAsync(ears))[^1].Text.ShouldBe("call me later");
        (await CallerVoice.HearAsync(ears))[^1].Text.ShouldBe("queen of hearts");
    }

    [Fact]
    public async Task Calls_do_not_hear_each_other()
    {
        string[] said = ["call me later", "wrong number", "i am interested", "call me later", "wrong number", "i am interested"];
        var heard = await Task.WhenAll(said.Select(async text =>
        {
            await using var ears = await OpenAsync(YesNo);
            CallerVoice.Utter(ears, await CallerVoice.SayAsync(text));
            return (await CallerVoice.HearAsync(ears))[^1].Text;
        }));
        heard.ShouldBe(said);
    }

    [Fact]
    public async Task Results_end_when_the_call_ends_even_in_the_middle_of_a_word()
    {
        var ears = await OpenAsync(YesNo);
        var sound = await CallerVoice.SayAsync("call me later");
        ears.Write(sound);
        ears.SpeechStarted(4000);
        ears.Write(sound.AsSpan(0, 4000));
        await ears.DisposeAsync();
        await ears.DisposeAsync();
        while (ears.Results.TryRead(out var result))
            result.IsFinal.ShouldBeFalse();
        await ears.Results.Completion;
    }

    [Fact]
    public async Task Sound_after_the_end_is_not_an_error()
    {
        var ears = await OpenAsync(YesNo);
        await ears.DisposeAsync();
        ears.Write(new short[160]);
        ears.SpeechStarted(0);
        ears.Expect(YesNo);
        ears.SpeechEnded();
        await Should.ThrowAsync<ChannelClosedException>(async () => await ears.Results.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Opening_can_be_cancelled() => await Should.ThrowAsync<OperationCanceledException>(async () =>
        await Engine.OpenAsync(new RecognitionOptions("en-IN", YesNo), new CancellationToken(canceled: true)));

    /// <summary>Opens ears for English.</summary>
    protected ValueTask<IRecognition> OpenAsync(Expectation expectation) =>
        Engine.OpenAsync(new RecognitionOptions("en-IN", expectation), TestContext.Current.CancellationToken);
}
