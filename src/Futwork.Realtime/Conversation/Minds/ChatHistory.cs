using Microsoft.Extensions.AI;

namespace Futwork.Realtime.Conversation.Minds;

/// <summary>What a model is shown of the call: what the person said, and of its own replies only what was heard.</summary>
internal sealed class ChatHistory(string instructions)
{
    private const string Manners =
        "You are on a phone call; what you write is spoken aloud. Answer in one to three short sentences of plain words, without lists, "
        + "headings, emojis or stage directions, and ask one thing at a time. Notes in round brackets come from the phone system, not from the person.";

    private readonly List<ChatMessage> _messages = [new(ChatRole.System, $"{instructions}\n\n{Manners}")];
    private int _beforeTurn = 1;

    /// <summary>A copy of it, which later turns leave alone.</summary>
    public IReadOnlyList<ChatMessage> Messages => [.. _messages];

    public void PersonDid(PersonTurn turn)
    {
        _beforeTurn = _messages.Count;
        string? text = turn.Kind switch
        {
            PersonTurnKind.Answered => "(The person has picked up the phone.)",
            PersonTurnKind.Words => turn.Text,
            PersonTurnKind.Keys => $"(The person pressed the keys {turn.Text}.)",
            _ => null,
        };
        if (text is not null)
            _messages.Add(new ChatMessage(ChatRole.User, text));
    }

    public void AgentWasHeard(string text, bool interrupted) =>
        _messages.Add(new ChatMessage(ChatRole.Assistant, interrupted ? text + " …" : text));

    /// <summary>The latest turn never happened.</summary>
    /// <returns>False when nothing is left of the call.</returns>
    public bool Retract()
    {
        _messages.RemoveRange(_beforeTurn, _messages.Count - _beforeTurn);
        return _messages.Count > 1;
    }
}
