namespace Futwork.Realtime.Conversation.Minds;

/// <summary>Where a flow stands.</summary>
/// <param name="Step">The step that listens; null before the first one.</param>
/// <param name="NoMatches">How often in a row its answers matched nothing.</param>
/// <param name="Fields">The fields filled so far, in order.</param>
internal sealed record FlowState(FlowStep? Step, int NoMatches, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    public static readonly FlowState Start = new(null, 0, []);

    /// <summary>With a field filled; filling it again keeps its place.</summary>
    public FlowState With(string field, string value)
    {
        var filled = new KeyValuePair<string, string>(field, value);
        return Fields.Any(f => f.Key == field)
            ? this with { Fields = [.. Fields.Select(f => f.Key == field ? filled : f)] }
            : this with { Fields = [.. Fields, filled] };
    }
}
