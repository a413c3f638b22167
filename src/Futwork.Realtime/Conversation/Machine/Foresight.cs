using Futwork.Realtime.Turns;

namespace Futwork.Realtime.Conversation.Machine;

/// <summary>Remembers what a reply was thought of ahead for, and counts how often that was worth it.</summary>
internal sealed class Foresight(ConversationRules rules)
{
    private string _words = "";
    private int _tries;

    /// <summary>Replies that were thought of ahead.</summary>
    public int Attempts { get; private set; }

    /// <summary>Those of them that were spoken.</summary>
    public int Used { get; private set; }

    /// <summary>It may be tried for a turn of this length.</summary>
    public bool Allows(TimeSpan turn) => _tries < rules.AheadTries && turn < rules.AheadTurn && rules.ThinksAhead();

    /// <summary>A reply to these words is thought of.</summary>
    public void Try(string words)
    {
        _words = words;
        _tries++;
        Attempts++;
    }

    /// <summary>The words are those that the reply was thought of for, but for case and punctuation.</summary>
    public bool Fits(string words) => SpokenAlike.Are(words, _words);

    /// <summary>The reply is spoken.</summary>
    public void Use() => Used++;

    /// <summary>The turn is over.</summary>
    public void NewTurn() => _tries = 0;
}
