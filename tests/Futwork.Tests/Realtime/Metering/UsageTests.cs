using Futwork.Realtime.Audio;
using Futwork.Realtime.Metering;
using Futwork.Realtime.Speech;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Metering;

/// <summary>What engines do, counted around them, and what it costs.</summary>
public sealed class UsageTests
{
    private static readonly EnginePrices Prices = new(
    [
        new EnginePrice("deepgram", null) { PerMinute = 0.0077m },
        new EnginePrice("deepgram", "nova-2") { PerMinute = 0.0058m },
        new EnginePrice("elevenlabs", null) { PerThousandCharacters = 0.05m },
        new EnginePrice("openai", "gpt-4o-mini") { PerMillionInputTokens = 0.15m, PerMillionOutputTokens = 0.6m },
        new EnginePrice("all", null) { PerMinute = 6, PerThousandCharacters = 2, PerMillionInputTokens = 1, PerMillionOutputTokens = 1 },
    ]);

    private readonly FakeTime _time = new();
    private readonly UsageMeter _meter = new(Prices);

    [Theory]
    [InlineData("deepgram", null, 90.0, 0, 0, 0, "0.01155")]
    [InlineData("deepgram", "nova-3", 90.0, 0, 0, 0, "0.01155")]
    [InlineData("deepgram", "nova-2", 90.0, 0, 0, 0, "0.0087")]
    [InlineData("elevenlabs", "flash", 12.0, 1234, 0, 0, "0.0617")]
    [InlineData("openai", "gpt-4o-mini", 0.0, 0, 10_000, 500, "0.0018")]
    [InlineData("all", "any", 30.0, 500, 1_000_000, 2_000_000, "7")]
    [InlineData("deepgram", null, 0.001, 0, 0, 0, "0")]
    public void Minutes_characters_and_tokens_are_charged_by_the_price_that_fits_best(
        string engine, string? model, double seconds, long characters, long input, long output, string cost)
    {
        EngineUsage usage = new("any", engine, model) { AudioSeconds = seconds, Characters = characters, InputTokens = input, OutputTokens = output };

        Prices.Cost(usage).ShouldBe(decimal.Parse(cost, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("openai", "gpt-4o")]
    [InlineData("openai", null)]
    [InlineData("gone", null)]
    public void What_has_no_price_has_no_cost(string engine, string? model) => Prices.Cost(new EngineUsage("any", engine, model) { InputTokens = 5 }).ShouldBeNull();

    [Fact]
    public async Task Ears_count_each_opening_and_the_sound_they_are_given()
    {
        var scripted = new ScriptedEars(_time);
        var ears = new MeteredSpeechToText(scripted, _meter.For(EngineUsage.SpeechToText, "deepgram", null));
        for (int i = 0; i < 2; i++)
        {
            await using IRecognition open = await ears.OpenAsync(new RecognitionOptions("en-IN", new Expectation()), TestContext.Current.CancellationToken);
            open.Write(new short[15 * PhoneAudio.SampleRate]);
        }

        scripted.Open!.Samples.ShouldBe(15 * PhoneAudio.SampleRate);
        _meter.Read().ShouldBe([new EngineUsage(EngineUsage.SpeechToText, "deepgram", null) { Requests = 2, AudioSeconds = 30, Cost = 0.00385m }]);
    }

    [Fact]
    public async Task A_mouth_counts_texts_their_characters_and_the_sound_it_made_of_them()
    {
        var voice = new ScriptedVoice(_time);
        var mouth = new MeteredTextToSpeech(voice, _meter.For(EngineUsage.TextToSpeech, "elevenlabs", "flash"));
        await using ISpeaker speaker = await mouth.OpenAsync(new VoiceOptions("en-IN"), TestContext.Current.CancellationToken);
        await speaker.SpeakWholeAsync("one two", TestContext.Current.CancellationToken);
        voice.BreaksAfterWords = 1;
        await Should.ThrowAsync<SpeechException>(() => speaker.SpeakWholeAsync("three four five", TestContext.Current.CancellationToken));

        _meter.Read().ShouldBe([new EngineUsage(EngineUsage.TextToSpeech, "elevenlabs", "flash") { Requests = 2, Characters = 22, AudioSeconds = 0.6, Cost = 0.0011m }]);
    }

    [Fact]
    public void What_was_never_asked_is_not_in_the_record()
    {
        _meter.For(EngineUsage.LanguageModel, "openai", "gpt-4o-mini");

        _meter.Read().ShouldBeEmpty();
    }
}
