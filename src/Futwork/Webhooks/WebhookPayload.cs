using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Futwork.Hosting;

namespace Futwork.Webhooks;

/// <summary>
/// The body of a webhook, to the letter of Futwork's contract: its keys, in its order, with its types. <c>duration</c> is text
/// in seconds with one decimal, and nothing is left out: what is not known is <c>""</c> or <c>null</c>, as the contract shows it.
/// </summary>
internal static class WebhookPayload
{
    public static string Write(CallReport call, string recordingUrl)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = ApiJson.Options.Encoder }))
        {
            json.WriteStartObject();
            json.WriteString("callSid", call.CallSid);
            json.WriteString("leadId", call.LeadId);
            json.WriteString("campaignId", call.CampaignId);
            json.WriteString("agentId", call.AgentId);
            json.WriteString("status", call.Status);
            WriteTelephony(json, call, recordingUrl);
            WriteContext(json, call);
            json.WritePropertyName("transcript");
            json.WriteRawValue(Quote(Transcript.ToText(Transcript.FromLines(call.TranscriptLines))), skipInputValidation: true);
            json.WritePropertyName("disposition");
            json.WriteRawValue(Quote(call.Disposition ?? ""), skipInputValidation: true);
            json.WritePropertyName("extractedData");
            json.WriteRawValue(call.ExtractedData ?? "null", skipInputValidation: true);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteTelephony(Utf8JsonWriter json, CallReport call, string recordingUrl)
    {
        json.WriteStartObject("telephonyData");
        json.WriteString("direction", call.Direction);
        json.WriteString("duration", ((call.DurationMs ?? 0) / 1000d).ToString("0.0", CultureInfo.InvariantCulture));
        json.WriteString("toNumber", call.ToNumber);
        json.WriteString("fromNumber", call.FromNumber);
        json.WriteString("recordingUrl", recordingUrl);
        json.WriteBoolean("hostedTelephony", call.Hosted);
        json.WriteString("providerCallId", call.ProviderCallId ?? "");
        json.WriteString("provider", call.Provider);
        json.WriteString("hangupBy", call.HangupBy);
        json.WriteString("hangupReason", call.HangupReason);
        if (call.HangupCode is { } code)
            json.WriteNumber("hangupProviderCode", code);
        else
            json.WriteNull("hangupProviderCode");
        json.WriteEndObject();
    }

    private static void WriteContext(Utf8JsonWriter json, CallReport call)
    {
        json.WriteStartObject("contextDetails");
        json.WriteString("recipientPhoneNumber", call.RecipientPhoneNumber);
        json.WritePropertyName("recipientData");
        json.WriteRawValue(call.RecipientData, skipInputValidation: true);
        json.WriteString("leadId", call.LeadId);
        json.WriteString("agentId", call.AgentId);
        json.WriteString("campaignId", call.CampaignId);
        json.WriteEndObject();
    }

    // What people say is of any script, emoji included, and the writer's own encoder escapes whatever lies beyond 16 bits.
    private static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append(@"\\"),
                '\n' => quoted.Append(@"\n"),
                '\r' => quoted.Append(@"\r"),
                '\t' => quoted.Append(@"\t"),
                < 0x20 => quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                _ => quoted.Append(rune.ToString()),
            };
        }

        return quoted.Append('"').ToString();
    }
}
