using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Futwork.Providers.Models;

/// <summary>Puts tool calls together that arrive in fragments, each under its index.</summary>
internal sealed class ToolCallAssembly
{
    private readonly List<Call> _calls = [];

    /// <summary>Begins a call, or names one that has begun; null leaves what is known. Another id and a name begin another call: Gemini gives all that it makes at once the same index.</summary>
    public void Name(int index, string? id, string? name)
    {
        Call call = At(index);
        if (id is not null && name is not null && call.Id.Length > 0 && call.Id != id)
            call = Begin(index);
        (call.Id, call.Name) = (id ?? call.Id, name ?? call.Name);
    }

    /// <summary>Adds a fragment of its arguments.</summary>
    public void Append(int index, string? arguments) => At(index).Arguments.Append(arguments);

    /// <summary>Keeps what else the server says with a call.</summary>
    public void Keep(int index, JsonElement extra) => At(index).Extra = extra.Clone();

    /// <summary>The calls, whole. Arguments that are no JSON object make a call without arguments that says so.</summary>
    /// <param name="represent">The <see cref="AIContent.RawRepresentation"/> of a call, by what else the server said with it.</param>
    public IReadOnlyList<AIContent> Take(Func<JsonElement?, object?>? represent = null)
    {
        List<AIContent> calls = [.. _calls.Where(c => c.Name.Length > 0).OrderBy(c => c.Index).Select(c => c.Whole(represent))];
        _calls.Clear();
        return calls;
    }

    private Call At(int index) => _calls.FindLast(c => c.Index == index) ?? Begin(index);

    private Call Begin(int index)
    {
        var call = new Call(index);
        _calls.Add(call);
        return call;
    }

    private static Dictionary<string, object?> Parse(string arguments) =>
        string.IsNullOrWhiteSpace(arguments) ? [] : JsonSerializer.Deserialize<Dictionary<string, object?>>(Json.Cleaned(arguments)) ?? [];

    private sealed class Call(int index)
    {
        public int Index => index;

        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public StringBuilder Arguments { get; } = new();

        public JsonElement? Extra { get; set; }

        public FunctionCallContent Whole(Func<JsonElement?, object?>? represent)
        {
            FunctionCallContent call = FunctionCallContent.CreateFromParsedArguments(Arguments.ToString(), Id, Name, Parse);
            call.RawRepresentation = represent?.Invoke(Extra);
            return call;
        }
    }
}
