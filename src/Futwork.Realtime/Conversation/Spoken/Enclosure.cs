namespace Futwork.Realtime.Conversation.Spoken;

/// <summary>Quotes and brackets that are open at a place of a text; one that stays open for too long was never meant to close.</summary>
internal struct Enclosure
{
    private const int Longest = 150;

    private int _quote;
    private int _bracket;

    /// <summary>The next character.</summary>
    public void Pass(char c, int at)
    {
        switch (c)
        {
            case '"' when _quote > 0:
            case '”':
                _quote = 0;
                break;
            case '"' or '“':
                _quote = at + 1;
                break;
            case '(' or '[':
                _bracket = at + 1;
                break;
            case ')' or ']':
                _bracket = 0;
                break;
        }
    }

    /// <summary>A cut after <paramref name="mark"/> and the quotes that close up to <paramref name="end"/> would be inside of it.</summary>
    public readonly bool HoldsUntil(string text, int mark, int end)
    {
        Enclosure after = this;
        for (int i = mark + 1; i < end; i++)
            after.Pass(text[i], i);
        return after.IsOpen(end);
    }

    private readonly bool IsOpen(int at) => (_quote > 0 && at - _quote < Longest) || (_bracket > 0 && at - _bracket < Longest);
}
