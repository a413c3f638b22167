using Futwork.Providers.ElevenLabs;
using Futwork.Realtime.Speech;
using Futwork.Simulator.ElevenLabs;

namespace Futwork.Tests.Providers.ElevenLabs;

public sealed class ElevenLabsTextToSpeechTests : TextToSpeechConformance, IAsyncLifetime
{
    private FakeElevenLabsServer? _server;

    protected override ITextToSpeech Engine { get; } = new ElevenLabsTextToSpeech(TimeProvider.System);

    protected override VendorAccess Access => new("elevenlabs-key", _server!.BaseUrl);

    protected override string? Voice => _server!.Voices[0];

    public async ValueTask InitializeAsync()
    {
        _server = await FakeElevenLabsServer.StartAsync();
        _server.ApiKey = "elevenlabs-key";
    }

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    [Fact]
    public async Task One_connection_serves_a_call_and_asks_for_telephone_sound()
    {
        await using var speaker = await OpenAsync();
        await speaker.SpeakWholeAsync("Hello.", TestContext.Current.CancellationToken);
        await speaker.SpeakWholeAsync("Goodbye.", TestContext.Current.CancellationToken);
        _server!.Connections.ShouldBe(
        [
            "/v1/text-to-speech/simulated-voice/multi-stream-input?model_id=eleven_flash_v2_5&output_format=ulaw_8000"
                + "&auto_mode=true&sync_alignment=true&inactivity_timeout=180&language_code=en",
        ]);
    }

    [Fact]
    public async Task The_voice_must_be_named()
    {
        var error = await Should.ThrowAsync<SpeechException>(async () =>
            await Engine.OpenAsync(new VoiceOptions("en-IN") { Access = Access }, TestContext.Current.CancellationToken));
        error.Kind.ShouldBe(SpeechFailure.Refused);
        error.Message.ShouldContain("voice.name");
    }
}
