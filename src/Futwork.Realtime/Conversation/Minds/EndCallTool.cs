using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Futwork.Realtime.Conversation.Minds;

/// <summary>The tool by which a model hangs up.</summary>
internal static class EndCallTool
{
    public const string Name = "end_call";

    public static AITool For(AgentDefinition agent) => AIFunctionFactory.CreateDeclaration(
        Name,
        "Ends the phone call. Say goodbye in words first, in the same reply; then call this.",
        Schema(agent.Dispositions));

    /// <summary>The disposition the model named, if it is one of the agent's.</summary>
    public static string? Disposition(FunctionCallContent call, AgentDefinition agent)
    {
        object? named = call.Arguments?.TryGetValue("disposition", out object? value) is true ? value : null;
        string? text = named is JsonElement { ValueKind: JsonValueKind.String } json ? json.GetString() : named as string;
        return agent.Dispositions.FirstOrDefault(d => string.Equals(d.Name, text, StringComparison.OrdinalIgnoreCase))?.Name;
    }

    private static JsonElement Schema(IReadOnlyList<Disposition> dispositions)
    {
        var properties = new Dictionary<string, object>();
        if (dispositions.Count > 0)
        {
            properties["disposition"] = new Dictionary<string, object>
            {
                ["type"] = "string",
                ["enum"] = dispositions.Select(d => d.Name).ToArray(),
                ["description"] = "How the call went. " + string.Join(" ", dispositions.Where(d => d.Description is not null).Select(d => $"{d.Name}: {d.Description}.")),
            };
        }

        return JsonSerializer.SerializeToElement(new Dictionary<string, object> { ["type"] = "object", ["properties"] = properties });
    }
}
