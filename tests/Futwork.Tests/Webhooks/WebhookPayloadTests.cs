using System.Text.Json;
using Futwork.Webhooks;

namespace Futwork.Tests.Webhooks;

public sealed class WebhookPayloadTests
{
    /// <summary>The sample of Futwork's contract.</summary>
    private const string Sample =
        """
        {
        "callSid": "3f19eab8-c425-495f-a343-268c44d5631a",
        "leadId": "68ecc93cd9fbecbe9431a2a1",
        "campaignId": "68ecc86fd9fbecbe9431a18e",
        "agentId": "68ecc7a3d9fbecbe9431a0a7",
        "status": "call-disconnected",
        "telephonyData": {
        "direction": "outbound",
        "duration": "0.0",
        "toNumber": "+918076405599",
        "fromNumber": "+918035735856",
        "recordingUrl": "",
        "hostedTelephony": true,
        "providerCallId": "7f209cdb-be57-4314-b6ba-3c00eb4bb650",
        "provider": "exotel",
        "hangupBy": null,
        "hangupReason": null,
        "hangupProviderCode": null
        },
        "contextDetails": {
        "recipientPhoneNumber": "+918076405599",
        "recipientData": {
        "customer_name": "abcd xyz",
        "place": "ABC"
        },
        "leadId": "68ecc93cd9fbecbe9431a2a1",
        "agentId": "68ecc7a3d9fbecbe9431a0a7",
        "campaignId": "68ecc86fd9fbecbe9431a18e"
        },
        "transcript": "assistant: Hello bani bani is testing the call \nThank you very much\nuser: hello\nassistant: Hello! How can I assist you today?\nuser: thank you thank you\nassistant: You're very welcome! If you need any further assistance, feel free to ask. Have a great day!\n",
        "disposition": "",
        "extractedData": null
        }
        """;

    private static readonly JsonSerializerOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly CallReport SampleCall = new()
    {
        WorkspaceId = "68ecc7a3d9fbecbe9431a000",
        CallSid = "3f19eab8-c425-495f-a343-268c44d5631a",
        LeadId = "68ecc93cd9fbecbe9431a2a1",
        CampaignId = "68ecc86fd9fbecbe9431a18e",
        AgentId = "68ecc7a3d9fbecbe9431a0a7",
        Status = "call-disconnected",
        Direction = "outbound",
        ToNumber = "+918076405599",
        FromNumber = "+918035735856",
        Hosted = true,
        ProviderCallId = "7f209cdb-be57-4314-b6ba-3c00eb4bb650",
        Provider = "exotel",
        RecipientPhoneNumber = "+918076405599",
        RecipientData = """{"customer_name":"abcd xyz","place":"ABC"}""",
        TranscriptLines = Transcript.ToLines(
        [
            new SpokenLine(Transcript.Agent, "Hello bani bani is testing the call \nThank you very much", 0, 1),
            new SpokenLine(Transcript.Person, "hello", 2, 3),
            new SpokenLine(Transcript.Agent, "Hello! How can I assist you today?", 4, 5),
            new SpokenLine(Transcript.Person, "thank you thank you", 6, 7),
            new SpokenLine(Transcript.Agent, "You're very welcome! If you need any further assistance, feel free to ask. Have a great day!", 8, 9, Interrupted: true),
        ]),
    };

    [Fact]
    public void The_sample_of_the_contract_is_written_exactly()
    {
        using var sample = JsonDocument.Parse(Sample);

        WebhookPayload.Write(SampleCall, "").ShouldBe(JsonSerializer.Serialize(sample, Compact));
    }

    [Fact]
    public void What_is_known_is_written_with_the_types_of_the_contract()
    {
        var call = SampleCall with
        {
            DurationMs = 41_049,
            HangupBy = "Callee",
            HangupReason = "Call recipient hungup",
            HangupCode = 16,
            Disposition = "Interested",
            ExtractedData = """{"amount": 12.50}""",
            TranscriptLines = null,
        };

        using var written = JsonDocument.Parse(WebhookPayload.Write(call, "https://calls.example.test/r.wav?a=1&b=2"));

        var telephony = written.RootElement.GetProperty("telephonyData");
        telephony.GetProperty("duration").GetString().ShouldBe("41.0");
        telephony.GetProperty("recordingUrl").GetString().ShouldBe("https://calls.example.test/r.wav?a=1&b=2");
        telephony.GetProperty("hangupBy").GetString().ShouldBe("Callee");
        telephony.GetProperty("hangupReason").GetString().ShouldBe("Call recipient hungup");
        telephony.GetProperty("hangupProviderCode").GetInt32().ShouldBe(16);
        written.RootElement.GetProperty("disposition").GetString().ShouldBe("Interested");
        written.RootElement.GetProperty("extractedData").GetRawText().ShouldBe("""{"amount": 12.50}""");
        written.RootElement.GetProperty("transcript").GetString().ShouldBe("");
    }

    [Theory]
    [InlineData("""{ "b" : 1.0, "a":"é\u00e9", "n":1e2 ,"emoji":"😀", "html":"<&'>" }""")]
    [InlineData("{\n\t\"नाम\": \"कविता\",\n\t\"list\": [ 1 , 2 ]\n}")]
    public void The_lead_s_data_comes_back_byte_for_byte(string sent)
    {
        WebhookPayload.Write(SampleCall with { RecipientData = sent }, "").ShouldContain($"\"recipientData\":{sent},\"leadId\"");
    }

    [Fact]
    public void Text_of_any_script_is_not_escaped()
    {
        var lines = Transcript.ToLines([new SpokenLine(Transcript.Person, "हाँ बोलिए, <é> & ठीक है 😀", 0, 1)]);

        WebhookPayload.Write(SampleCall with { TranscriptLines = lines }, "").ShouldContain("\"transcript\":\"user: हाँ बोलिए, <é> & ठीक है 😀\\n\"");
    }
}
