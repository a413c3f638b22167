using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Futwork.Providers.Models;

/// <summary>Puts tool calls together that arrive in fragments, each under its index.</summary>
internal sealed class ToolCallAssembly
{
    private readonly SortedDictionary<int, Call> _calls = [];

    /// <summary>Begins a call, or names one that has begun; null leaves what is known.</summary>
    public void Name(int index, string? id, string? name)
    {
        Call call = At(index);
        (call.Id, call.Name) = (id ?? call.Id, name ?? call.Name);
    }

    /// <summary>Adds a fragment of its arguments.</summary>
    public void Append(int index, string? arguments) => At(index).Arguments.Append(arguments);

    /// <summary>The calls, whole. Arguments that are no JSON object make a call without arguments that says so.</summary>
    public IReadOnlyList<AIContent> Take()
    {
        List<AIContent> calls = [.. _calls.Values.Where(c => c.Name.Length > 0).Select(c => FunctionCallContent.CreateFromParsedArguments(
            c.Arguments.ToString(), c.Id, c.Name, Parse))];
        _calls.Clear();
        return calls;
    }

    private Call At(int index)
    {
        if (!_calls.TryGetValue(index, out Call? call))
            _calls[index] = call = new Call();
        return call;
    }

    private static Dictionary<string, object?> Parse(string arguments) =>
        string.IsNullOrWhiteSpace(arguments) ? [] : JsonSerializer.Deserialize<Dictionary<string, object?>>(Json.Cleaned(arguments)) ?? [];

    private sealed class Call
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public StringBuilder Arguments { get; } = new();
    }
}
