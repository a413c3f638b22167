namespace Futwork.Realtime.Conversation.Spoken;

/// <summary>Says digits and letters one by one. By itself it serves languages whose words are not known: digits stay digits.</summary>
internal class Speller
{
    /// <summary>One digit.</summary>
    public virtual string Digit(char digit) => digit.ToString();

    /// <summary>One Latin letter.</summary>
    public virtual string Letter(char letter) => letter.ToString();

    /// <summary>The plus of an international telephone number.</summary>
    public virtual string Plus => "+";

    /// <summary>How ten digits are grouped that were written without a gap.</summary>
    public virtual int[] TenDigits => [5, 5];

    /// <summary>Digits one by one.</summary>
    public string Digits(IEnumerable<char> digits) => string.Join(' ', digits.Select(Digit));

    /// <summary>Digits one by one, in groups with a short break between them.</summary>
    public string Grouped(string digits)
    {
        int[] sizes = Sizes(digits.Length);
        var groups = new List<string>(sizes.Length);
        int start = 0;
        foreach (int size in sizes)
        {
            groups.Add(Digits(digits.Substring(start, size)));
            start += size;
        }

        return string.Join(", ", groups);
    }

    /// <summary>Letters and digits one by one; whatever else stands between them is left out.</summary>
    public string Spell(string code) =>
        string.Join(' ', code.Where(char.IsAsciiLetterOrDigit).Select(c => char.IsAsciiDigit(c) ? Digit(c) : Letter(c)));

    private int[] Sizes(int length) => length switch
    {
        <= 5 => [length],
        6 => [3, 3],
        7 => [3, 4],
        9 => [3, 3, 3],
        10 => TenDigits,
        _ => [.. Enumerable.Repeat(4, length / 4), .. length % 4 == 0 ? Array.Empty<int>() : [length % 4]],
    };
}
