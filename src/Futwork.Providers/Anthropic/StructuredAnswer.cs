using System.Text.Json.Nodes;
using Futwork.Providers.Models;
using Microsoft.Extensions.AI;

namespace Futwork.Providers.Anthropic;

/// <summary>An answer by a JSON schema, asked for as the one call of a tool whose input has that schema.</summary>
internal static class StructuredAnswer
{
    /// <summary>The tool that stands for the answer; null when a plain answer is wanted.</summary>
    public static string? ToolOf(ChatOptions? options) =>
        options?.ResponseFormat is ChatResponseFormatJson { Schema: not null } json ? json.SchemaName ?? "answer" : null;

    public static JsonObject Tool(ChatResponseFormatJson json, string name) => new()
    {
        ["name"] = name,
        ["description"] = json.SchemaDescription ?? "Takes the whole answer. Always answer by calling this tool once, and write nothing else.",
        ["input_schema"] = Json.Node(json.Schema!.Value),
    };
}
