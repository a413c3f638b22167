using System.Net;
using System.Text.Json.Nodes;
using Futwork.Realtime.Audio;
using Futwork.Simulator.Demo;
using Futwork.Tests.Providers;
using Futwork.Tests.Realtime.Sip;
using Futwork.Tests.Support;

namespace Futwork.Tests.Journeys;

/// <summary>A lead whose phone is off, over a carrier that says so in words alone, before any answer, and then ends the call with a code that tells nothing.</summary>
[Collection(SqliteJourneys.Name), Trait("kind", "journey")]
public sealed class AnnouncementJourney(SqliteCalls calls)
{
    private const string Announcement = "The number you are calling is switched off. Please try again later.";

    [Fact]
    public async Task A_phone_that_is_announced_to_be_switched_off_is_unreachable()
    {
        using var network = new WirePeer();
        var campaign = new JsonObject { ["trunkId"] = await TrunkAsync(network.Port) };
        var sound = await CallerVoice.SayAsync(Announcement);

        var calling = calls.CallAsync(DemoAgent.Definition(), "9999789860", PersonaCalls.RecipientData, campaign);
        var invite = await network.ExpectAsync("INVITE ");
        // Networks say it more than once.
        await EarlySound.PlayAsync(network, invite, [.. sound, .. sound, .. new short[PhoneAudio.SampleRate]]);
        network.Respond(invite, 480);
        await network.ExpectPastAsync("INVITE", "ACK");
        var journey = await calling;

        journey.Statuses.ShouldBe(["failed"]);
        journey.Telephony.GetProperty("hangupReason").GetString().ShouldBe("Call recipient unreachable");
        journey.Telephony.GetProperty("hangupProviderCode").GetInt32().ShouldBe(480);
        journey.Transcript.ShouldBeEmpty();
        var call = (await calls.Server.GetAsync($"/api/calls/{journey.Webhook.GetProperty("callSid").GetString()}")).Json;
        call["outcome"]!.GetValue<string>().ShouldBe("unreachable");
        call["usage"]!.AsArray().Single(use => use!["kind"]!.GetValue<string>() == "speech-to-text")!["audioSeconds"]!.GetValue<double>().ShouldBeGreaterThan(2);
    }

    private async Task<string> TrunkAsync(int port) => (await calls.Server.PostAsync("/api/trunks", new JsonObject
    {
        ["name"] = "Network",
        ["carrier"] = "sip",
        ["provider"] = "network",
        ["callerIds"] = new JsonArray("+918035735856"),
        ["maxConcurrentCalls"] = 1,
        ["callsPerSecond"] = 1,
        ["settings"] = new JsonObject { ["host"] = "127.0.0.1", ["port"] = port, ["announcements"] = true },
    }.ToJsonString())).ShouldBe(HttpStatusCode.Created).Text("id");
}
