using System.Text.Json;
using Futwork.Providers.Models;

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
        }
    }
}
