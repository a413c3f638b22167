using Futwork.Realtime.Understanding;
using Microsoft.Extensions.AI;

namespace Futwork.Realtime.Conversation.Minds;

/// <summary>What a model is shown of the call: what the person said, and of its own replies only what was heard.</summary>
internal sealed class ChatHistory
{
    private const string PickedUp = "(The person has picked up the phone.)";

    private readonly List<ChatMessage> _past = [];
    private ChatTurn? _turn;

    /// <summary>All before the turn of now; servers want it to begin with something that the person did, also where that was taken back.</summary>
    public IReadOnlyList<ChatMessage> Past => _past is [var first, ..] && first.Role == ChatRole.Assistant ? [new ChatMessage(ChatRole.User, PickedUp), .. _past] : [.. _past];

    /// <summary>The turn of now; null before the first.</summary>
    public ChatTurn? Turn => _turn;

    /// <summary>A turn of the person begins; the one before it is past.</summary>
    public ChatTurn Begin(PersonTurn turn, IReadOnlyList<string> notes)
    {
        Settle(isRetracted: false);
        // A call that begins anew may do so with a turn without words, and servers want to be shown something that the person did.
        string? did = Text(turn) ?? (_past.Count == 0 ? PickedUp : null);
        return _turn = new ChatTurn([.. notes.Append(did).OfType<string>().Select(text => new ChatMessage(ChatRole.User, text))]);
    }

    public void AgentWasHeard(string text, bool interrupted)
    {
        string heard = interrupted ? text + " …" : text;
        if (_turn is { } turn)
            turn.Heard(heard, interrupted);
        else
            _past.Add(new ChatMessage(ChatRole.Assistant, heard));
    }

    /// <summary>The latest turn never happened; what its tools have done by then stays done.</summary>
    /// <returns>False when nothing is left of the call.</returns>
    public bool Retract()
    {
        Settle(isRetracted: true);
        return _past.Count > 0;
    }

    /// <summary>Words of the person are shown otherwise from now on.</summary>
    public void Reword(string said, string instead)
    {
        for (int i = 0; i < _past.Count; i++)
            _past[i] = Reworded(_past[i], said, instead);
        _turn?.Reword(said, instead);
    }

    /// <summary>A message of the person with other words; any other message as it is.</summary>
    public static ChatMessage Reworded(ChatMessage message, string said, string instead) =>
        message.Role == ChatRole.User ? new ChatMessage(ChatRole.User, Words.Replace(message.Text, said, instead)) : message;

    private void Settle(bool isRetracted)
    {
        _past.AddRange(_turn?.Settle(isRetracted) ?? []);
        _turn = null;
    }

    private static string? Text(PersonTurn turn) => turn.Kind switch
    {
        PersonTurnKind.Answered => PickedUp,
        PersonTurnKind.Words => turn.Text,
        PersonTurnKind.Keys => With(turn.Beside, $"(The person pressed the keys {turn.Text}.)"),
        PersonTurnKind.TransferFailed => With(turn.Beside, "(The person could not be handed over and is still on the line. Say so, and go on with them yourself.)"),
        _ => null,
    };

    private static string With(string beside, string note) => $"{note} {beside}".TrimEnd();
}
