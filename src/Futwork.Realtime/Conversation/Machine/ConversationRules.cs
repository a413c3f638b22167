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
}
