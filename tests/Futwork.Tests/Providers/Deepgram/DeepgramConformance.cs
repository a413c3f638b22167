using Futwork.Realtime.Speech;
using Futwork.Simulator.Deepgram;

namespace Futwork.Tests.Providers.Deepgram;

/// <summary>The ears at Deepgram, against its simulated server.</summary>
public abstract class DeepgramConformance : SpeechToTextConformance, IAsyncLifetime
{
    private FakeDeepgramServer? _server;

    protected FakeDeepgramServer Server => _server!;

    protected override VendorAccess Access => new("deepgram-key", Server.BaseUrl);

    public async ValueTask InitializeAsync()
    {
        _server = await FakeDeepgramServer.StartAsync();
        (_server.ApiKey, _server.Expectation) = ("deepgram-key", Expected);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
