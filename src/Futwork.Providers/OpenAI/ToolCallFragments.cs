using System.Text.Json;
using Futwork.Providers.Models;
using Microsoft.Extensions.AI;

namespace Futwork.Providers.OpenAI;

/// <summary>Reads the <c>tool_calls</c> of a delta, or of a whole message.</summary>
internal static class ToolCallFragments
{
    public static void Add(ToolCallAssembly assembly, JsonElement toolCalls)
    {
        foreach ((int position, JsonElement fragment) in toolCalls.EnumerateArray().Index())
        {
            int index = fragment.TryGetProperty("index", out JsonElement given) && given.TryGetInt32(out int number) ? number : position;
            JsonElement? function = Json.Child(fragment, "function");
            assembly.Name(index, Json.Text(fragment, "id"), function is { } named ? Json.Text(named, "name") : null);
            assembly.Append(index, function is { } called ? Json.Text(called, "arguments") : null);
            if (Json.Child(fragment, "extra_content") is { } extra)
                assembly.Keep(index, extra);
        }
    }

    /// <summary>The calls, whole, each with what its server wants back.</summary>
    /// <param name="assembly">Where they were put together.</param>
    /// <param name="server">The server's base address.</param>
    /// <param name="thoughts">What led to them; null where nothing is told.</param>
    public static IReadOnlyList<AIContent> Take(ToolCallAssembly assembly, Uri server, string? thoughts) =>
        assembly.Take(extra => extra is null && thoughts is null ? null : new CallOrigin(server, extra, thoughts));
}
