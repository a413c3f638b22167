using Futwork.Realtime.Conversation.Redaction;
using Futwork.Realtime.Turns;

namespace Futwork.Realtime.Conversation.Machine;

/// <summary>What the conversation machine goes by.</summary>
/// <param name="Policy">The times of turn-taking.</param>
/// <param name="MaxCall">The longest call.</param>
/// <param name="Trouble">Said before hanging up when the ears or the mind failed.</param>
internal sealed record ConversationRules(TurnPolicy Policy, TimeSpan MaxCall, string Trouble)
{
    /// <summary>What was said over a voice that may not be interrupted still counts this long before that voice ends.</summary>
    public TimeSpan KeepTalkOver { get; init; } = TimeSpan.FromMilliseconds(1500);

    /// <summary>What to do about a machine; its message has all variables filled.</summary>
    public AnsweringPolicy Answering { get; init; } = new();

    /// <summary>What is masked in the person's words: kinds that <see cref="Redactor"/> knows.</summary>
    public IReadOnlyList<string> Redact { get; init; } = [];

    /// <summary>The mind is asked on a likely end of the turn; it may gain from that in one turn and not in another.</summary>
    public Func<bool> ThinksAhead { get; init; } = () => false;

    /// <summary>How often it is asked ahead in one turn of the person.</summary>
    public int AheadTries { get; init; } = 3;

    /// <summary>Longer turns are not thought ahead of: they change too often.</summary>
    public TimeSpan AheadTurn { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What is said while a tool runs; the first unless the tool brings its own.</summary>
    public IReadOnlyList<string> Fillers { get; init; } = [];

    /// <summary>How long the line may be silent while a tool runs.</summary>
    public TimeSpan FillerDelay { get; init; } = TimeSpan.FromMilliseconds(700);

    /// <summary>How long the mind may say nothing in the middle of its reply before it has failed.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>What may be left out is left out when it is not heard after this long.</summary>
    public TimeSpan LateAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest call that a colleague has taken over. The two end it themselves; this is for a line whose end was never told.</summary>
    public TimeSpan MaxBridged { get; init; } = TimeSpan.FromHours(4);

    /// <summary>How long one key takes to be played, the gap behind it included.</summary>
    public TimeSpan KeyTime { get; init; } = TimeSpan.FromMilliseconds(160);
}
