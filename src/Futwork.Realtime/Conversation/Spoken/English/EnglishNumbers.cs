namespace Futwork.Realtime.Conversation.Spoken.English;

/// <summary>Numbers in English words.</summary>
/// <param name="indian">Lakh and crore instead of million and billion.</param>
/// <param name="and">"One hundred and five" instead of "one hundred five".</param>
internal sealed class EnglishNumbers(bool indian, bool and)
{
    private static readonly string[] Small =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
        "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    private static readonly (long Value, string Name)[] Western =
        [(1_000_000_000_000, "trillion"), (1_000_000_000, "billion"), (1_000_000, "million"), (1000, "thousand"), (100, "hundred")];

    private static readonly (long Value, string Name)[] Indian = [(10_000_000, "crore"), (100_000, "lakh"), (1000, "thousand"), (100, "hundred")];

    private static readonly Dictionary<string, string> Irregular = new(StringComparer.Ordinal)
    {
        ["one"] = "first",
        ["two"] = "second",
        ["three"] = "third",
        ["five"] = "fifth",
        ["eight"] = "eighth",
        ["nine"] = "ninth",
        ["twelve"] = "twelfth",
    };

    /// <summary>One digit.</summary>
    public static string Digit(char digit) => Small[digit - '0'];

    public string Cardinal(long number)
    {
        if (number < 100)
            return BelowHundred(number);
        (long value, string name) = Array.Find(indian ? Indian : Western, scale => number >= scale.Value);
        string head = $"{Cardinal(number / value)} {name}";
        long rest = number % value;
        if (rest == 0)
            return head;
        return and && rest < 100 ? $"{head} and {BelowHundred(rest)}" : $"{head} {Cardinal(rest)}";
    }

    public string Ordinal(long number)
    {
        string cardinal = Cardinal(number);
        int last = cardinal.LastIndexOf(' ') + 1;
        string word = cardinal[last..];
        string ordinal = Irregular.TryGetValue(word, out string? known) ? known : word[^1] is 'y' ? word[..^1] + "ieth" : word + "th";
        return cardinal[..last] + ordinal;
    }

    /// <summary>Nineteen ninety eight, two thousand five, twenty twenty six.</summary>
    public string Year(int year)
    {
        if (year is < 1000 or > 2099 or (>= 2000 and < 2010))
            return Cardinal(year);
        string century = BelowHundred(year / 100);
        return (year % 100) switch
        {
            0 => century + " hundred",
            < 10 and var single => $"{century} oh {Small[single]}",
            var rest => $"{century} {BelowHundred(rest)}",
        };
    }

    private static string BelowHundred(long number) => number switch
    {
        < 20 => Small[number],
        _ when number % 10 == 0 => Tens[number / 10],
        _ => $"{Tens[number / 10]} {Small[number % 10]}",
    };
}
