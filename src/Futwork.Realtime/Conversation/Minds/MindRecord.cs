namespace Futwork.Realtime.Conversation.Minds;

/// <summary>What a mind did besides talking.</summary>
internal sealed record MindRecord
{
    /// <summary>The fields it filled, in the order it filled them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields { get; init; } = [];

    /// <summary>The tools it called, in the order in which they ended.</summary>
    public IReadOnlyList<ToolCallRecord> ToolCalls { get; init; } = [];

    /// <summary>The call back that the person asked for.</summary>
    public CallbackRequest? Callback { get; init; }

    /// <summary>The person asked never to be called again.</summary>
    public bool OptedOut { get; init; }
}
