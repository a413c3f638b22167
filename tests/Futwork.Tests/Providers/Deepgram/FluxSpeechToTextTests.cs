using Futwork.Providers.Deepgram;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;
using Futwork.Tests.Support;

namespace Futwork.Tests.Providers.Deepgram;

public sealed class FluxSpeechToTextTests : DeepgramConformance
{
    private static readonly int Cut = PhoneAudio.Samples(TimeSpan.FromMilliseconds(200));

    protected override ISpeechToText Engine { get; } = new FluxSpeechToText(new FakeTime());

    [Fact]
    public async Task A_turn_is_likely_over_then_goes_on_then_is_over()
    {
        Server.Script("I want to");
        Server.Script("pay my bill");
        await using var ears = await OpenAsync(Expected);
        var sound = await CallerVoice.SayAsync("call me later");
        CallerVoice.Utter(ears, [.. sound[..^Cut], .. sound[Cut..]]);
        CallerVoice.Utter(ears, new short[PhoneAudio.SampleRate]);

        var signals = new List<(TurnSignal, string)>();
        await foreach (var result in ears.Results.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            if (result.Turn is not TurnSignal.None)
                signals.Add((result.Turn, result.Text));
            if (result.Turn is TurnSignal.End)
                break;
        }

        signals.ShouldBe(
        [
            (TurnSignal.LikelyEnd, "i want to"), (TurnSignal.Resumed, "i want to"),
            (TurnSignal.LikelyEnd, "i want to pay my bill"), (TurnSignal.End, "i want to pay my bill"),
        ]);
    }

    [Fact]
    public async Task The_model_for_English_is_refused_another_language()
    {
        var error = await Should.ThrowAsync<SpeechException>(async () =>
            await Engine.OpenAsync(new RecognitionOptions("hi-IN", Expected, "flux-general-en") { Access = Access }, TestContext.Current.CancellationToken));
        error.Kind.ShouldBe(SpeechFailure.Refused);
        error.Message.ShouldContain("flux-general-multi");
    }

    [Fact]
    public async Task Another_language_takes_the_model_for_several()
    {
        await using var ears = await Engine.OpenAsync(new RecognitionOptions("hi-IN", Expected) { Access = Access }, TestContext.Current.CancellationToken);
        Server.Connections.ShouldHaveSingleItem().ShouldBe(
            "/v2/listen?model=flux-general-multi&encoding=mulaw&sample_rate=8000&eot_threshold=0.7&eager_eot_threshold=0.5&eot_timeout_ms=5000&language_hint=hi");
    }
}
