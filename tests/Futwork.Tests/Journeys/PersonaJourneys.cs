using System.Text.Json;
using Futwork.Simulator.Phone;
using Futwork.Tests.Support;

namespace Futwork.Tests.Journeys;

/// <summary>Whole leads, seen from outside: pushed by the contract's request, called over real SIP and RTP, reported by webhook.</summary>
[Trait("kind", "journey")]
public abstract class PersonaJourneys(PersonaCalls calls)
{
    [Fact]
    public void A_good_conversation_is_reported_with_its_disposition_and_data()
    {
        var journey = calls.With("interested");

        journey.Statuses.ShouldBe(["call-disconnected", "completed"]);
        journey.Disposition.ShouldBe("interested", journey.Story);
        var data = journey.Webhook.GetProperty("extractedData");
        data.GetProperty("people").GetString().ShouldBe("2");
        data.GetProperty("appointment_day").GetString().ShouldNotBeNullOrEmpty();
        journey.Transcript.ShouldStartWith("assistant: Hello! Am I speaking with Asha Rao?\nuser: ");
        journey.Transcript.ShouldEndWith("Goodbye!\n");
        journey.Telephony.GetProperty("hangupBy").GetString().ShouldBe("API Request");
        journey.Duration.ShouldBeInRange(15, 120);
    }

    [Fact]
    public void The_webhook_returns_the_recipient_data_byte_for_byte_under_valid_signatures()
    {
        foreach (var persona in (string[])["interested", "busy", "silent"])
        {
            var journey = calls.With(persona);
            journey.Text.ShouldContain($"\"recipientData\":{PersonaCalls.RecipientData}");
            journey.SignatureProblems.ShouldBeEmpty();
        }
    }

    [Fact]
    public void The_webhook_has_the_keys_of_the_contract_in_their_order()
    {
        Keys(calls.With("interested").Webhook).ShouldBe(
        [
            "callSid", "leadId", "campaignId", "agentId", "status", "telephonyData", "contextDetails", "transcript", "disposition", "extractedData",
        ]);
        Keys(calls.With("busy").Telephony).ShouldBe(
        [
            "direction", "duration", "toNumber", "fromNumber", "recordingUrl", "hostedTelephony", "providerCallId", "provider", "hangupBy", "hangupReason",
            "hangupProviderCode",
        ]);
        Keys(calls.With("busy").Webhook.GetProperty("contextDetails")).ShouldBe(
            ["recipientPhoneNumber", "recipientData", "leadId", "agentId", "campaignId"]);
    }

    [Theory]
    [InlineData("busy", "busy", "Carrier", "Call recipient was busy", 17)]
    [InlineData("rejects", "failed", "Callee", "Call recipient rejected", 21)]
    [InlineData("invalid-number", "failed", "Carrier", "Call recipient number invalid", 1)]
    [InlineData("congestion", "failed", "Carrier", "Network Congestion From Carrier", 34)]
    public void A_refused_call_says_who_refused_and_why(string persona, string status, string by, string reason, int code)
    {
        var journey = calls.With(persona);

        journey.Statuses.ShouldBe([status]);
        journey.Telephony.GetProperty("hangupBy").GetString().ShouldBe(by);
        journey.Telephony.GetProperty("hangupReason").GetString().ShouldBe(reason);
        journey.Telephony.GetProperty("hangupProviderCode").GetInt32().ShouldBe(code);
        journey.Telephony.GetProperty("duration").GetString().ShouldBe("0.0");
        journey.Transcript.ShouldBe("");
        journey.Webhook.GetProperty("extractedData").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public void A_carrier_that_asks_for_rest_gets_it_and_the_lead_is_told_so()
    {
        calls.With("congestion").Line.Count(entry => entry.Event is LineEvent.Invite).ShouldBe(1);
        calls.Congestion["waiting"]!.GetValue<bool>().ShouldBeTrue(calls.Congestion.ToJsonString());
        calls.Congestion["reasons"]!.AsArray().Select(reason => reason!["code"]!.GetValue<string>()).Take(2).ShouldBe(["line-failed", "trunk-resting"]);
    }

    [Fact]
    public void A_call_that_nobody_takes_is_cancelled_when_its_ring_time_is_over()
    {
        var journey = calls.With("no-answer");

        journey.Statuses.ShouldBe(["no-answer"]);
        journey.Line.Select(entry => entry.Event).ShouldBe([LineEvent.Invite, LineEvent.Ring, LineEvent.Cancel]);
    }

    [Fact]
    public void Nobody_is_rung_twice()
    {
        foreach (var persona in (string[])["interested", "busy", "no-answer", "silent", "hangs-up"])
            calls.With(persona).Line.Count(entry => entry.Event is LineEvent.Invite).ShouldBe(1, persona);
    }

    [Fact]
    public void Silence_is_asked_about_and_then_ended_with_a_goodbye()
    {
        var journey = calls.With("silent");

        journey.Transcript.ShouldNotContain("user:");
        journey.Transcript.ShouldContain("still there", Case.Insensitive);
        journey.Telephony.GetProperty("hangupReason").GetString().ShouldBe("inactivity_timeout");
    }

    [Fact]
    public void Who_hangs_up_in_mid_sentence_leaves_only_what_was_heard()
    {
        var journey = calls.With("hangs-up");

        journey.Telephony.GetProperty("hangupBy").GetString().ShouldBe("Callee");
        journey.Transcript.ShouldNotContain("Shall I book it for you");
        journey.Transcript.ShouldContain("\nuser: yes", customMessage: journey.Story);
    }

    [Fact]
    public async Task Who_interrupts_is_listened_to_and_the_unspoken_words_are_not_in_the_transcript()
    {
        var journey = calls.With("interrupts");
        var sid = journey.Webhook.GetProperty("callSid").GetString();

        var lines = (await calls.Server.GetAsync($"/api/calls/{sid}")).Json["transcript"]!.AsArray();

        var cut = lines.First(line => line!["interrupted"]!.GetValue<bool>())!["text"]!.GetValue<string>();
        char.IsPunctuation(cut[^1]).ShouldBeFalse($"'{cut}' should end within a sentence.\n{journey.Story}");
        journey.Transcript.ShouldContain("again please", Case.Insensitive, journey.Story);
        journey.Transcript.ShouldContain("Shall I book it for you?", Case.Sensitive, journey.Story);
    }

    [Theory]
    [InlineData("not-interested", "not interested")]
    [InlineData("wrong-number", "wrong number")]
    public void What_the_person_said_decides_the_disposition(string persona, string disposition)
    {
        var journey = calls.With(persona);

        journey.Disposition.ShouldBe(disposition, journey.Story);
    }

    [Fact]
    public async Task A_call_can_be_read_with_its_history_and_its_words()
    {
        var sid = calls.With("interested").Webhook.GetProperty("callSid").GetString();

        var call = await calls.Server.GetAsync($"/api/calls/{sid}");

        call.Json["history"]!.AsArray().Select(happening => happening!["what"]!.GetValue<string>())
            .ShouldBe(["queued", "initiated", "ringing", "in-progress", "call-disconnected", "completed"]);
        call.Json["transcript"]!.AsArray().Count.ShouldBeGreaterThan(5);
        call.Json["metrics"]!["line"]!["mos"]!.GetValue<double>().ShouldBeInRange(3, 4.5);
        call.Json["metrics"]!["line"]!["packetsReceived"]!.GetValue<long>().ShouldBePositive();
    }

    /// <summary>Of several calls, since a machine that stands still for a second keeps one waiting for as long.</summary>
    [Fact]
    public async Task Whoever_answers_is_spoken_to_within_a_second()
    {
        List<int> waited = [];
        foreach (var persona in (string[])["interested", "not-interested", "wrong-number", "silent"])
        {
            var call = await calls.Server.GetAsync($"/api/calls/{calls.With(persona).Webhook.GetProperty("callSid").GetString()}");
            waited.Add(call.Json["metrics"]!["answerToFirstAudioMs"]!.GetValue<int>());
        }

        waited.Min().ShouldBeLessThan(1000, string.Join(", ", waited));
    }

    private static IEnumerable<string> Keys(JsonElement json) => json.EnumerateObject().Select(property => property.Name);
}

[Collection(SqliteJourneys.Name)]
public sealed class SqlitePersonaJourneys(SqliteCalls calls) : PersonaJourneys(calls);

[Collection(PostgresJourneys.Name)]
public sealed class PostgresPersonaJourneys(PostgresCalls calls) : PersonaJourneys(calls);
