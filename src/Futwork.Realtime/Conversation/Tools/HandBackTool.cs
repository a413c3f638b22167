using System.Text.Json;
using System.Text.Json.Nodes;
using Futwork.Realtime.Conversation.Minds;

namespace Futwork.Realtime.Conversation.Tools;

/// <summary>The tool by which a model gives control back to the flow that handed it over.</summary>
internal sealed class HandBackTool(IReadOnlyList<ExtractionField> fields) : Tool(
    new ToolSettings { Type = ToolName }, "Call this as soon as your task is done, with what you learnt. Somebody else goes on from there, so do not say goodbye.", Schema(fields))
{
    public const string ToolName = "continue_flow";

    public override bool IsLast => true;

    public override Task<ToolOutcome> RunAsync(JsonElement arguments, CancellationToken cancellationToken)
    {
        KeyValuePair<string, string>[] learnt =
        [
            .. fields.Select(f => (f.Name, Value: arguments.TryGetProperty(f.Name, out JsonElement value) ? Text(value) : null))
                .Where(f => f.Value is { Length: > 0 }).Select(f => KeyValuePair.Create(f.Name, f.Value!)),
        ];
        return Task.FromResult(new ToolOutcome("The flow goes on.") { Then = new Reply.HandBack(learnt), GoesOn = false });
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString()!.Trim(),
        _ => value.GetRawText(),
    };

    private static JsonElement Schema(IReadOnlyList<ExtractionField> fields) => ToolParameters.Object(fields.Select(f => (f.Name, Schema(f))), []);

    private static JsonObject Schema(ExtractionField field)
    {
        var schema = new JsonObject { ["type"] = field.Type is "date" ? "string" : field.Type };
        if (field.Description is { } description)
            schema["description"] = description;
        if (field.Type is "date")
            schema["format"] = "date";
        if (field.Values is { Count: > 0 } values)
            schema["enum"] = new JsonArray([.. values.Select(v => JsonValue.Create(v))]);
        return schema;
    }
}
