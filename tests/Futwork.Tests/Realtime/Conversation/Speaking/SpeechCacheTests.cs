using Futwork.Realtime.Conversation;
using Futwork.Realtime.Conversation.Speaking;
using Futwork.Realtime.Engines;
using Futwork.Realtime.Speech;
using Futwork.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Realtime.Conversation.Speaking;

/// <summary>Sound that is kept across calls is taken only for what would sound the same.</summary>
public sealed class SpeechCacheTests
{
    private const string Text = "Hello there.";
    private static readonly VoiceSettings Plain = new() { Engine = "scripted" };

    private readonly FakeTime _time = new();
    private readonly SingleThread _thread = new();
    private readonly SpeechCache _cache = new();
    private readonly EngineHealth _health;

    public SpeechCacheTests() => _health = new EngineHealth(_time);

    [Fact]
    public void A_second_call_makes_no_sound_anew()
    {
        Made(Plain).ShouldBe(1);
        Made(Plain).ShouldBe(0);
    }

    [Theory]
    [InlineData("turbo", null, null)]
    [InlineData(null, "other", null)]
    [InlineData(null, null, "https://eu.example.com")]
    public void Another_model_voice_or_address_is_another_sound(string? model, string? name, string? baseUrl)
    {
        Made(Plain);

        Made(Plain with { Model = model, Name = name, BaseUrl = baseUrl }).ShouldBe(1);
    }

    [Theory]
    [InlineData("turbo", "a")]
    [InlineData("slow", "b")]
    public void The_sound_of_a_fallback_is_not_taken_for_that_of_another_agents(string model, string name)
    {
        var broken = new ScriptedVoice(_time) { Failure = new SpeechException("No.") };
        VoiceSettings fallback = Plain with { Model = "slow", Name = "a" };
        Made(Plain, broken, fallback).ShouldBe(1);
        Made(Plain, broken, fallback).ShouldBe(0);

        Made(Plain, broken, fallback with { Model = model, Name = name }).ShouldBe(1);
    }

    [Fact]
    public void The_sound_of_two_voices_is_not_kept_as_that_of_one()
    {
        var breaking = new ScriptedVoice(_time) { BreaksAfterWords = 1 };
        Made(Plain, breaking, Plain with { Model = "slow" }, breaksAfterWords: 1).ShouldBe(2);

        _cache.Bytes.ShouldBe(0);
    }

    [Fact]
    public void What_a_voice_broke_off_in_is_made_once_more_by_the_next()
    {
        var breaking = new ScriptedVoice(_time) { BreaksAfterWords = 1 };
        Made(Plain, breaking, Plain with { Model = "slow" }).ShouldBe(2);
        Made(Plain, breaking, Plain with { Model = "slow" }).ShouldBe(0);

        breaking.Spoken.ShouldBe([Text]);
    }

    [Fact]
    public void What_broke_at_its_very_end_is_not_kept()
    {
        var breaking = new ScriptedVoice(_time) { BreaksAfterWords = 2 };
        Made(Plain, breaking, Plain with { Model = "slow" }).ShouldBe(1);
        Made(Plain, breaking, Plain with { Model = "slow" }).ShouldBe(0);

        breaking.Spoken.ShouldBe([Text]);
    }

    [Fact]
    public void What_the_next_made_for_want_of_a_voice_is_found_again_by_who_has_the_same_two()
    {
        var mute = new ScriptedVoice(_time) { WordMilliseconds = 0, Capabilities = new TextToSpeechCapabilities(false, []) };
        Made(Plain, mute, Plain with { Model = "slow" }).ShouldBe(1);
        Made(Plain, mute, Plain with { Model = "slow" }).ShouldBe(0);

        Made(Plain, mute, Plain with { Model = "turbo" }).ShouldBe(1);
        Made(Plain).ShouldBe(1);
    }

    [Fact]
    public void Silence_is_not_kept()
    {
        var key = new SpeechKey("scripted", Plain.Options("en-IN"), Text);

        _cache.Keep(key, [new SpeechAudio(Array.Empty<short>(), [])]);

        _cache.Find(key).ShouldBeNull();
    }

    /// <summary>How many texts the working voice spoke while one call was prepared.</summary>
    private int Made(VoiceSettings settings, ScriptedVoice? first = null, VoiceSettings? fallback = null, int? breaksAfterWords = null)
    {
        var works = new ScriptedVoice(_time) { BreaksAfterWords = breaksAfterWords };
        TextToSpeechChoice[] choices = first is null
            ? [new TextToSpeechChoice(works, settings.Options("en-IN"))]
            : [new TextToSpeechChoice(first, settings.Options("en-IN")), new TextToSpeechChoice(works, fallback!.Options("en-IN"))];
        var setup = new ConversationSetup
        {
            CallId = Guid.Empty,
            Agent = new AgentDefinition { Voice = settings },
            Variables = new Dictionary<string, string>(),
            SpeechToText = new ScriptedEars(_time),
            TextToSpeech = new FallbackTextToSpeech(choices, _health, _time, NullLogger.Instance),
            SpeechCache = _cache,
            Time = _time,
        };
        _thread.Run(() =>
        {
            var mouth = new Mouth(setup, new PlayoutQueue((_, _) => { }, (_, _) => { }), _ => { });
            Task opening = mouth.OpenAsync(CancellationToken.None);
            Task preparing = mouth.PrepareAsync(Text, CancellationToken.None);
            (opening.IsCompletedSuccessfully, preparing.IsCompletedSuccessfully).ShouldBe((true, true));
        });
        return works.Spoken.Count;
    }
}
