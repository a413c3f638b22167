using Futwork.Realtime.Conversation;
using Futwork.Realtime.Engines;
using Futwork.Realtime.Speech;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Engines;

/// <summary>Whom a failure is remembered of: one engine as one customer uses it.</summary>
public sealed class EngineHealthTests
{
    private readonly FakeTime _time = new();
    private readonly EngineHealth _health;

    public EngineHealthTests() => _health = new EngineHealth(_time);

    [Theory]
    [InlineData("model")]
    [InlineData("ears")]
    [InlineData("mouth")]
    public void What_failed_is_asked_last_by_all_that_use_it_alike(string kind)
    {
        _health.Failed(Choice(kind, "theirs"));

        First(kind, "theirs").ShouldBe("fallback");
    }

    [Theory]
    [InlineData("model")]
    [InlineData("ears")]
    [InlineData("mouth")]
    public void Another_customers_key_is_no_reason_to_ask_it_last(string kind)
    {
        _health.Failed(Choice(kind, "theirs"));

        First(kind, "ours").ShouldBe("ours");
    }

    [Fact]
    public void Nor_is_another_voice()
    {
        TextToSpeechChoice[] voices = [Mouth("key", "asha"), Mouth("key", "ravi")];
        _health.Failed(Mouth("key", "asha"));

        _health.Order(voices).ShouldBe([voices[1], voices[0]]);
    }

    /// <summary>The key of the one that is asked first, of one with this key and its fallback.</summary>
    private string First(string kind, string key)
    {
        IEngineChoice own = Choice(kind, key), fallback = Choice(kind, "fallback", "large");
        return ReferenceEquals(_health.Order([own, fallback]).First(), own) ? key : "fallback";
    }

    private IEngineChoice Choice(string kind, string key, string model = "small") => kind switch
    {
        "model" => new ModelChoice(new ModelSettings { BaseUrl = "https://model.example/v1", Model = model, ApiKey = key }, new StreamingModel(_time)),
        "ears" => new SpeechToTextChoice(new ScriptedEars(_time), new RecognitionOptions("en-IN", new Expectation(), model) { Access = new VendorAccess(key, null) }),
        _ => Mouth(key, "asha", model),
    };

    private TextToSpeechChoice Mouth(string key, string voice, string model = "small") =>
        new(new ScriptedVoice(_time), new VoiceOptions("en-IN", voice) { Model = model, Access = new VendorAccess(key, null) });
}
