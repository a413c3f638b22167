using System.Text.Json.Nodes;
using Futwork.Simulator.Demo;
using Futwork.Tests.Realtime.Turns;
using Futwork.Tests.Support;

namespace Futwork.Tests.Journeys;

/// <summary>What comes of leads at whose number a machine answers, over real SIP and RTP, with the embedded speech engines.</summary>
[Trait("kind", "journey")]
public abstract class MachineJourneys(PersonaCalls calls)
{
    [Theory]
    [InlineData("voicemail", "voicemail")]
    [InlineData("switched-off", "voicemail-full")]
    public async Task A_machine_is_hung_up_on_and_reported_as_one(string persona, string answeredBy)
    {
        var journey = calls.With(persona);

        journey.Statuses.ShouldBe(["call-disconnected", "completed"]);
        journey.Telephony.GetProperty("hangupReason").GetString().ShouldBe("voicemail_detected", journey.Story);
        journey.Disposition.ShouldBeEmpty();
        var call = await ReadAsync(journey);
        call["outcome"]!.GetValue<string>().ShouldBe("voicemail");
        call["answeredBy"]!.GetValue<string>().ShouldBe(answeredBy);
        call["answeredByConfidence"]!.GetValue<double>().ShouldBeGreaterThanOrEqualTo(0.95);
    }

    [Theory]
    [InlineData("interested")]
    [InlineData("asks-who")]
    [InlineData("interrupts")]
    [InlineData("silent")]
    [InlineData("not-interested")]
    [InlineData("wrong-number")]
    [InlineData("menu")]
    [InlineData("call-screening")]
    public async Task Nobody_else_is_taken_for_a_voicemail(string persona)
    {
        var journey = calls.With(persona);

        journey.Telephony.GetProperty("hangupReason").GetString().ShouldNotBe("voicemail_detected", journey.Story);
        (await ReadAsync(journey))["outcome"]!.GetValue<string>().ShouldBe("human");
    }

    [Fact]
    public void A_full_mailbox_is_left_alone_and_hangs_up_itself_where_its_words_are_not_understood()
    {
        var journey = calls.With("full-mailbox");

        journey.Statuses.ShouldBe(["call-disconnected", "completed"]);
        journey.Duration.ShouldBeLessThan(20);
    }

    [Fact]
    public async Task A_screened_call_reaches_the_person()
    {
        var journey = calls.With("call-screening");

        journey.Transcript.ShouldContain("user: ", Case.Sensitive, journey.Story);
        (await ReadAsync(journey))["answeredBy"]!.GetValue<string>().ShouldNotBe("voicemail");
    }

    private async Task<JsonNode> ReadAsync(Journey journey) =>
        (await calls.Server.GetAsync($"/api/calls/{journey.Webhook.GetProperty("callSid").GetString()}")).Json;
}

[Collection(SqliteJourneys.Name)]
public sealed class SqliteMachineJourneys(SqliteCalls calls) : MachineJourneys(calls);

[Collection(PostgresJourneys.Name)]
public sealed class PostgresMachineJourneys(PostgresCalls calls) : MachineJourneys(calls);

/// <summary>A message on a voicemail, measured in the recording of the call.</summary>
[Collection(SqliteJourneys.Name), Trait("kind", "journey")]
public sealed class MessageJourney(SqliteCalls calls)
{
    private const string Message = "Hello {{customer_name}}, this is Maya from Acme Health. Please call us back. Thank you, goodbye.";

    [Fact]
    public async Task The_message_begins_after_the_beep_and_is_said_to_its_end()
    {
        var policy = new JsonObject { ["answeringMachine"] = new JsonObject { ["action"] = "leaveMessage", ["message"] = Message } };

        var journey = await calls.CallAsync(DemoAgent.Definition(), "9999789107", PersonaCalls.RecipientData, policy);

        journey.Transcript.ShouldEndWith("assistant: Hello Asha Rao, this is Maya from Acme Health. Please call us back. Thank you, goodbye.\n", Case.Sensitive, journey.Story);
        journey.Telephony.GetProperty("hangupReason").GetString().ShouldBe("voicemail_detected");
        var recording = journey.Recording();
        // One, unless the machine stood still in the middle of it.
        var beeps = ToneDetectorTests.Listen(recording.Channel(1));
        beeps.ShouldNotBeEmpty();
        beeps.ShouldAllBe(beep => Math.Abs(beep.Hertz - 1000) < 20);
        var agent = recording.Channel(0).AsSpan((int)(beeps[^1].End * 8));
        // Half a second or so; the rest is for a machine that stands still meanwhile.
        (agent.IndexOfAnyExceptInRange((short)-50, (short)50) / 8).ShouldBeInRange(200, 2500);
        (agent.Length / 8).ShouldBeGreaterThan(4000);
    }
}
