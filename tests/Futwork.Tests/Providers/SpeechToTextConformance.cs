using System.Threading.Channels;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;

namespace Futwork.Tests.Providers;

/// <summary>What all ears must do. An engine's test derives from it.</summary>
public abstract class SpeechToTextConformance
{
    /// <summary>What callers say in these tests.</summary>
    protected static readonly Expectation Expected = new() { Content = ExpectedContent.YesNo, Phrases = ["i am interested", "call me later", "wrong number"] };

    /// <summary>The engine under test.</summary>
    protected abstract ISpeechToText Engine { get; }

    /// <summary>With which key, and where.</summary>
    protected virtual VendorAccess Access => VendorAccess.None;

    [Fact]
    public async Task What_was_said_is_there_once_the_speech_has_ended()
    {
        await using var hearing = await HearingAsync();
        hearing.Utter(await CallerVoice.SayAsync("Yes, I am interested."));
        var understood = await hearing.UnderstandAsync();
        understood.Text.ShouldBe("yes i am interested");
        understood.Results.SkipLast(1).ShouldAllBe(result => !result.EndsSpeech);
        understood.Results.Last(result => result.Text.Length > 0).Confidence.ShouldBeGreaterThan(RecognitionResult.Doubtful);
    }

    [Fact]
    public async Task Every_utterance_is_ended_once_and_in_order()
    {
        string[] said = ["call me later", "wrong number", "i am interested"];
        await using var hearing = await HearingAsync();
        foreach (var text in said)
            hearing.Utter(await CallerVoice.SayAsync(text));
        foreach (var text in said)
            (await hearing.UnderstandAsync()).Text.ShouldBe(text);
        while (hearing.Ears.Results.TryRead(out var more))
            more.EndsSpeech.ShouldBeFalse();
    }

    [Fact]
    public async Task Silence_taken_for_speech_is_ended_too()
    {
        await using var hearing = await HearingAsync();
        hearing.Utter(new short[8000]);
        (await hearing.UnderstandAsync()).Last.Confidence.ShouldBeLessThan(RecognitionResult.Doubtful);
        hearing.Utter(await CallerVoice.SayAsync("call me later"));
        (await hearing.UnderstandAsync()).Text.ShouldBe("call me later");
    }

    [Fact]
    public async Task An_utterance_without_any_sound_is_ended_too()
    {
        await using var hearing = await HearingAsync();
        hearing.Ears.SpeechStarted(0);
        hearing.Ears.SpeechEnded();
        hearing.Quiet();
        (await hearing.UnderstandAsync()).Text.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_second_start_or_end_changes_nothing()
    {
        await using var hearing = await HearingAsync();
        hearing.Ears.SpeechEnded();
        hearing.Utter(await CallerVoice.SayAsync("call me later"));
        hearing.Ears.SpeechEnded();
        (await hearing.UnderstandAsync()).Text.ShouldBe("call me later");
        hearing.Ears.SpeechStarted(100);
        hearing.Ears.SpeechStarted(100);
        hearing.Ears.SpeechEnded();
        hearing.Quiet();
        await hearing.UnderstandAsync();
        while (hearing.Ears.Results.TryRead(out var more))
            more.EndsSpeech.ShouldBeFalse();
    }

    [Fact]
    public async Task Words_have_their_times_in_order_inside_the_sound()
    {
        await using var hearing = await HearingAsync();
        for (var i = 0; i < 2; i++)
        {
            hearing.Utter(await CallerVoice.SayAsync("call me later"));
            var words = (await hearing.UnderstandAsync()).Results.Last(result => result.Text.Length > 0).Words;
            words.ShouldAllBe(word => word.StartSample < word.EndSample && word.EndSample <= hearing.Written);
            words.Zip(words.Skip(1)).ShouldAllBe(pair => pair.First.EndSample <= pair.Second.StartSample);
        }
    }

    [Fact]
    public async Task Calls_do_not_hear_each_other()
    {
        string[] said = ["call me later", "wrong number", "i am interested", "call me later", "wrong number", "i am interested"];
        var heard = await Task.WhenAll(said.Select(async text =>
        {
            await using var hearing = await HearingAsync();
            hearing.Utter(await CallerVoice.SayAsync(text));
            return (await hearing.UnderstandAsync()).Text;
        }));
        heard.ShouldBe(said);
    }

    [Fact]
    public async Task A_call_may_end_at_any_moment()
    {
        var sound = await CallerVoice.SayAsync("call me later");
        await Task.WhenAll(Enumerable.Range(0, 5).Select(async part =>
        {
            var ears = await OpenAsync(Expected);
            ears.Write(sound.AsSpan(0, sound.Length * part / 5));
            ears.SpeechStarted(part * PhoneAudio.FrameSamples);
            ears.Write(sound.AsSpan(sound.Length * part / 5));
            if (part % 2 == 1)
                ears.SpeechEnded();
            await Task.WhenAll(ears.DisposeAsync().AsTask(), ears.DisposeAsync().AsTask());
            while (ears.Results.TryRead(out _))
            {
                // What was understood until then is of no interest.
            }

            await ears.Results.Completion;
        }));
    }

    [Fact]
    public async Task Sound_after_the_end_is_not_an_error()
    {
        var ears = await OpenAsync(Expected);
        await ears.DisposeAsync();
        ears.Write(new short[160]);
        ears.SpeechStarted(0);
        ears.Expect(Expected);
        ears.SpeechEnded();
        await Should.ThrowAsync<ChannelClosedException>(async () => await ears.Results.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Opening_can_be_cancelled() => await Should.ThrowAsync<OperationCanceledException>(async () =>
        await Engine.OpenAsync(Options(Expected), new CancellationToken(canceled: true)));

    private protected async Task<Hearing> HearingAsync() => new(await OpenAsync(Expected));

    /// <summary>Opens ears for English.</summary>
    protected ValueTask<IRecognition> OpenAsync(Expectation expectation) => Engine.OpenAsync(Options(expectation), TestContext.Current.CancellationToken);

    /// <summary>How these tests listen.</summary>
    protected RecognitionOptions Options(Expectation expectation) => new("en-IN", expectation) { Access = Access };
}
