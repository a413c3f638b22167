using System.Text.Json;

namespace Futwork.Simulator.Anthropic;

/// <summary>What the Messages API refuses about a request, in the order in which it looks.</summary>
internal static class FakeMessageRules
{
    public static string? Objection(JsonElement body)
    {
        foreach (string field in new[] { "model", "max_tokens", "messages" })
        {
            if (!body.TryGetProperty(field, out _))
                return $"{field}: Field required";
        }

        if (body.TryGetProperty("temperature", out JsonElement temperature) && temperature.GetDouble() is < 0 or > 1)
            return "temperature: range: 0..1";
        JsonElement[] messages = [.. body.GetProperty("messages").EnumerateArray()];
        if (messages.Length == 0)
            return "messages: at least one message is required";
        return messages.Select((m, i) => Objection(m, i)).Concat(messages.Zip(messages.Skip(1), Unanswered)).FirstOrDefault(o => o is not null);
    }

    private static string? Objection(JsonElement message, int index)
    {
        string? role = message.GetProperty("role").GetString();
        if (role is not ("user" or "assistant"))
            return $"messages.{index}.role: Input should be 'user' or 'assistant'";
        if (index == 0 && role != "user")
            return "messages: first message must use the \"user\" role";
        return Blocks(message).Any(b => Type(b) == "text" && b.GetProperty("text").GetString()!.Length == 0)
            ? "messages: text content blocks must be non-empty"
            : null;
    }

    /// <summary>Each use of a tool has its result in the next message.</summary>
    private static string? Unanswered(JsonElement message, JsonElement next)
    {
        IEnumerable<string?> used = Blocks(message).Where(b => Type(b) == "tool_use").Select(b => b.GetProperty("id").GetString());
        IEnumerable<string?> answered = Blocks(next).Where(b => Type(b) == "tool_result").Select(b => b.GetProperty("tool_use_id").GetString());
        return used.Except(answered).Any() ? "messages: `tool_use` ids were found without `tool_result` blocks immediately after" : null;
    }

    private static JsonElement[] Blocks(JsonElement message) =>
        message.GetProperty("content") is { ValueKind: JsonValueKind.Array } blocks ? [.. blocks.EnumerateArray()] : [];

    private static string? Type(JsonElement block) => block.GetProperty("type").GetString();
}
