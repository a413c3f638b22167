using System.Globalization;

namespace Futwork.Realtime.Conversation.Understanding;

/// <summary>What kind of number word a word is.</summary>
internal enum NumberWordKind
{
    /// <summary>No number at all.</summary>
    None,

    /// <summary>Adds its value: one, nineteen, forty, 250.</summary>
    Value,

    /// <summary>Multiplies what stands before it: hundred, lakh.</summary>
    Scale,

    /// <summary>Repeats the next digit: double, triple.</summary>
    Repeat,

    /// <summary>The decimal point.</summary>
    Point,

    /// <summary>Says nothing inside a number: and.</summary>
    Link,
}

/// <summary>A word read as part of a number.</summary>
internal readonly record struct NumberWord(NumberWordKind Kind, decimal Value, string Word)
{
    /// <summary>It is a single digit, spoken or written.</summary>
    public bool IsDigit => Kind is NumberWordKind.Value && Value is >= 0 and <= 9 && Value == decimal.Truncate(Value) && !IsWrittenLong;

    private bool IsWrittenLong => char.IsAsciiDigit(Word[0]) && Word.Length > 1;
}

/// <summary>The words of numbers in English and in Hindi as it is written in Latin letters.</summary>
internal static class NumberWords
{
    private static readonly (decimal Value, string Names)[] ValueNames =
    [
        (0, "zero oh nil shunya"), (1, "one ek"), (2, "two"), (3, "three teen"), (4, "four char chaar"), (5, "five paanch panch"),
        (6, "six chhe chhah"), (7, "seven saat"), (8, "eight aath"), (9, "nine nau"), (10, "ten das"), (11, "eleven gyarah"),
        (12, "twelve barah"), (13, "thirteen"), (14, "fourteen"), (15, "fifteen pandrah"), (16, "sixteen"), (17, "seventeen"),
        (18, "eighteen"), (19, "nineteen"), (20, "twenty bees"), (25, "pachees pachchees"), (30, "thirty tees"), (40, "forty chalis"),
        (50, "fifty pachas"), (60, "sixty saath"), (70, "seventy sattar"), (80, "eighty assi"), (90, "ninety nabbe"), (1.5m, "dedh"), (2.5m, "dhai"),
    ];

    private static readonly (decimal Value, string Names)[] ScaleNames =
    [
        (100, "hundred hundreds sau"), (1000, "thousand thousands hazar hazaar"), (100_000, "lakh lakhs lac lacs"),
        (1_000_000, "million millions"), (10_000_000, "crore crores"), (1_000_000_000, "billion"),
    ];

    private static readonly Dictionary<string, decimal> Values = Index(ValueNames);

    private static readonly Dictionary<string, decimal> Scales = Index(ScaleNames);

    public static NumberWord Read(string word) => word switch
    {
        "and" => new NumberWord(NumberWordKind.Link, 0, word),
        "point" => new NumberWord(NumberWordKind.Point, 0, word),
        "double" => new NumberWord(NumberWordKind.Repeat, 2, word),
        "triple" => new NumberWord(NumberWordKind.Repeat, 3, word),
        _ when Values.TryGetValue(word, out decimal value) => new NumberWord(NumberWordKind.Value, value, word),
        _ when Scales.TryGetValue(word, out decimal scale) => new NumberWord(NumberWordKind.Scale, scale, word),
        _ when char.IsAsciiDigit(word[0]) && decimal.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal written)
            => new NumberWord(NumberWordKind.Value, written, word),
        _ => new NumberWord(NumberWordKind.None, 0, word),
    };

    /// <summary>The word is a number by itself.</summary>
    public static bool IsNumber(string word) => Read(word).Kind is NumberWordKind.Value;

    private static Dictionary<string, decimal> Index((decimal Value, string Names)[] table) =>
        table.SelectMany(row => row.Names.Split(' '), (row, name) => (row.Value, name)).ToDictionary(x => x.name, x => x.Value, StringComparer.Ordinal);
}
