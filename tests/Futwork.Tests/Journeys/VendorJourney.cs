using System.Text.Json.Nodes;
using Futwork.Realtime.Speech;
using Futwork.Simulator.Deepgram;
using Futwork.Simulator.Demo;
using Futwork.Simulator.ElevenLabs;
using Futwork.Tests.Support;

namespace Futwork.Tests.Journeys;

/// <summary>A lead called by an agent that hears through Deepgram and speaks through ElevenLabs, at servers that speak their published protocols.</summary>
[Collection(SqliteJourneys.Name), Trait("kind", "journey")]
public sealed class VendorJourney(SqliteCalls calls)
{
    /// <summary>Both at once: a conversation takes as long as it takes.</summary>
    [Fact]
    public Task A_whole_conversation_is_held_through_cloud_vendors() => Task.WhenAll(TalkAsync("deepgram", "9999789601"), TalkAsync("deepgram-flux", "9999789501"));

    private async Task TalkAsync(string ears, string phone)
    {
        await using var deepgram = await FakeDeepgramServer.StartAsync();
        await using var elevenLabs = await FakeElevenLabsServer.StartAsync();
        (deepgram.ApiKey, elevenLabs.ApiKey) = ("deepgram-key", "elevenlabs-key");
        deepgram.Expectation = new Expectation { Phrases = ["yes speaking", "yes please", "tomorrow", "two", "yes that is right", "thank you bye"] };
        var agent = DemoAgent.Definition();
        agent["listening"] = new JsonObject { ["engine"] = ears, ["apiKey"] = "deepgram-key", ["baseUrl"] = deepgram.BaseUrl.AbsoluteUri };
        agent["voice"] = new JsonObject
        {
            ["engine"] = "elevenlabs",
            ["name"] = elevenLabs.Voices[0],
            ["apiKey"] = "elevenlabs-key",
            ["baseUrl"] = elevenLabs.BaseUrl.AbsoluteUri,
        };

        var journey = await calls.CallAsync(agent, phone, """{"customer_name":"Asha Rao"}""");

        journey.Disposition.ShouldBe("interested", journey.Story);
        journey.Transcript.ShouldStartWith("assistant: Hello! Am I speaking with Asha Rao?\nuser: yes speaking\nassistant: Your yearly health check");
        deepgram.Connections.Count.ShouldBe(1);
        elevenLabs.Connections.Count.ShouldBe(1);
    }
}
