namespace Futwork.Simulator.Models;

/// <summary>What the server answers to one request, whether streamed or whole.</summary>
public sealed record FakeReply
{
    /// <summary>The text, token by token.</summary>
    public IReadOnlyList<string> Tokens { get; init; } = [];

    /// <summary>A tool to call, with its arguments as JSON text.</summary>
    public (string Name, string Arguments)? ToolCall { get; init; }

    /// <summary>Another status than 200 sends <see cref="Body"/> and nothing else.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The body of an error.</summary>
    public string Body { get; init; } = "";

    /// <summary>The <c>Retry-After</c> header of an error, in seconds.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The server waits for this before the first token.</summary>
    public Task Hold { get; init; } = Task.CompletedTask;

    /// <summary>How long it takes from one token to the next, by the server's clock.</summary>
    public TimeSpan TokenGap { get; init; }

    /// <summary>The connection is dropped after this many tokens.</summary>
    public int? DropAfterTokens { get; init; }

    /// <summary>After the tokens the server reports an error of this type in the stream instead of the end, such as <c>overloaded_error</c>.</summary>
    public string? BreaksOffWith { get; init; }

    /// <summary>A whole text, cut into tokens at the spaces.</summary>
    public static FakeReply Text(string text) => new() { Tokens = [.. text.Split(' ').Select((word, i) => i == 0 ? word : " " + word)] };
}
