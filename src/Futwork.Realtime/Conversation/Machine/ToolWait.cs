using Futwork.Realtime.Conversation.Minds;

namespace Futwork.Realtime.Conversation.Machine;

/// <summary>
/// Keeps the line alive while tools run: after a moment without sound a filler, further ones at growing gaps, and between them a soft
/// hold sound.
/// </summary>
internal sealed class ToolWait(ConversationRules rules)
{
    private readonly HashSet<string> _running = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _starts = new(StringComparer.Ordinal);
    private string? _meanwhile;
    private TimeSpan _since;
    private int _fillers;

    public bool IsRunning => _running.Count > 0;

    /// <summary>A tool runs from now on, unless this was told so late, behind what was put off, that it has ended before.</summary>
    public void Began(Reply.ToolBegan tool, TimeSpan now)
    {
        _starts[tool.Id] = now;
        if (_ended.Contains(tool.Id))
            return;
        if (!IsRunning)
            (_since, _fillers, _meanwhile) = (now, 0, null);
        _meanwhile ??= tool.Meanwhile;
        _running.Add(tool.Id);
    }

    /// <summary>When the latest one ended.</summary>
    public TimeSpan LastEnd { get; private set; }

    public void Ended(string id, TimeSpan now)
    {
        _running.Remove(id);
        _ended.Add(id);
        LastEnd = now;
    }

    /// <summary>The record of a tool, with the time at which it began.</summary>
    public ToolCallRecord Dated(ToolCallRecord record) => _starts.TryGetValue(record.Id, out TimeSpan start) ? record with { Start = start } : record;

    /// <summary>Nobody waits for the tools any more.</summary>
    public void Leave() => _running.Clear();

    /// <summary>When the next filler is due, if the line stays silent; null when there is none.</summary>
    /// <param name="silentSince">When the agent was last heard.</param>
    public TimeSpan? FillerDue(TimeSpan silentSince) =>
        IsRunning && _fillers < rules.Fillers.Count ? Later(_since, silentSince) + rules.FillerDelay * (_fillers == 0 ? 1 : 5 << (_fillers - 1)) : null;

    /// <summary>When the hold sound begins, if the line stays silent.</summary>
    public TimeSpan? HoldDue(TimeSpan silentSince) => IsRunning && _fillers > 0 ? Later(_since, silentSince) + rules.FillerDelay : null;

    /// <summary>The filler to say now.</summary>
    public Reply.Say NextFiller()
    {
        string text = _fillers == 0 && _meanwhile is not null ? _meanwhile : rules.Fillers[_fillers % rules.Fillers.Count];
        _fillers++;
        return new Reply.Say(text, Interruptible: true) { MayDrop = true, IsFixed = true };
    }

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
