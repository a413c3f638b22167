namespace Futwork.Realtime.Conversation.Redaction;

/// <summary>Something to mask, and where it stands in a text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Its first character.</param>
/// <param name="End">After its last one.</param>
internal readonly record struct Finding(string Kind, int Start, int End)
{
    /// <summary>What stands in its place.</summary>
    public string Mask => $"[{Kind.Replace('-', ' ')}]";

    /// <summary>It shares characters with this stretch.</summary>
    public bool Meets(int start, int end) => Start < end && start < End;
}
