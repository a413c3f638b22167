using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Futwork.Providers.OpenAI;

/// <summary>Puts tool calls together that arrive in fragments, each under its index.</summary>
internal sealed class ToolCallAssembly
{
    private readonly SortedDictionary<int, Call> _calls = [];

    /// <summary>Takes the <c>tool_calls</c> of a delta, or of a whole message.</summary>
    public void Add(JsonElement toolCalls)
    {
        int position = 0;
        foreach (JsonElement fragment in toolCalls.EnumerateArray())
        {
            int index = fragment.TryGetProperty("index", out JsonElement given) && given.TryGetInt32(out int number) ? number : position;
            position++;
            if (!_calls.TryGetValue(index, out Call? call))
                _calls[index] = call = new Call();
            call.Id = Json.Text(fragment, "id") ?? call.Id;
            if (!fragment.TryGetProperty("function", out JsonElement function) || function.ValueKind is not JsonValueKind.Object)
                continue;
            call.Name = Json.Text(function, "name") ?? call.Name;
            call.Arguments.Append(Json.Text(function, "arguments"));
        }
    }

    /// <summary>The calls, whole. Arguments that are no JSON object make a call without arguments that says so.</summary>
    public IReadOnlyList<AIContent> Take()
    {
        List<AIContent> calls = [.. _calls.Values.Where(c => c.Name.Length > 0).Select(c => FunctionCallContent.CreateFromParsedArguments(
            c.Arguments.ToString(), c.Id, c.Name, Parse))];
        _calls.Clear();
        return calls;
    }

    private static Dictionary<string, object?> Parse(string arguments) =>
        string.IsNullOrWhiteSpace(arguments) ? [] : JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments) ?? [];

    private sealed class Call
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public StringBuilder Arguments { get; } = new();
    }
}
