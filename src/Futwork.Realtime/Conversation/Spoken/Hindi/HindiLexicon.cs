using Futwork.Realtime.Understanding;

namespace Futwork.Realtime.Conversation.Spoken.Hindi;

/// <summary>Hindi in Devanagari.</summary>
internal sealed class HindiLexicon() : Lexicon(HindiWords.All)
{
    public static readonly HindiLexicon Instance = new();

    private static readonly string[] Months =
        ["जनवरी", "फ़रवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"];

    private static readonly string[] Letters =
    [
        "ए", "बी", "सी", "डी", "ई", "एफ़", "जी", "एच", "आई", "जे", "के", "एल", "एम", "एन", "ओ", "पी", "क्यू", "आर", "एस", "टी", "यू", "वी",
        "डब्ल्यू", "एक्स", "वाई", "ज़ेड",
    ];

    public override string Digit(char digit) => Cardinal(digit - '0');

    public override string Letter(char letter) => Letters[char.ToLowerInvariant(letter) - 'a'];

    public override string Cardinal(long number) => HindiNumbers.Cardinal(number);

    public override string Ordinal(long number) => HindiNumbers.Ordinal(number);

    public override string Year(int year) => HindiNumbers.Year(year);

    public override string Date(int day, int month, int? year) => $"{Cardinal(day)} {Month(month, year)}";

    public override string Month(int month, int? year) => year is { } y ? $"{Months[month - 1]} {Year(y)}" : Months[month - 1];

    public override string Time(int hour, int minute, bool isKnownHalf)
    {
        string part = isKnownHalf ? PartOfDay(hour) + " " : "";
        int hours = hour % 12 == 0 ? 12 : hour % 12;
        int next = (hours % 12) + 1;
        return part + minute switch
        {
            0 => $"{Cardinal(hours)} बजे",
            15 => $"सवा {Cardinal(hours)} बजे",
            30 => $"{HindiNumbers.Quarters(hours, "5")} बजे",
            45 => $"पौने {Cardinal(next)} बजे",
            _ => $"{Cardinal(hours)} बजकर {Cardinal(minute)} मिनट",
        };
    }

    public override string? Fraction(long part, long whole) => (part, whole) switch
    {
        (1, 2) => "आधा",
        ( < 3, 3) => $"{Cardinal(part)} तिहाई",
        ( < 4, 4) => $"{Cardinal(part)} चौथाई",
        (_, 5 or 6 or 8) when part < whole => $"{Cardinal(part)} बटा {Cardinal(whole)}",
        _ => null,
    };

    public override string OutOf(long part, long whole) => $"{Cardinal(whole)} में से {Cardinal(part)}";

    public override string Mixed(long whole, long part, long parts) => Quarters(whole, part, parts) ?? $"{Cardinal(whole)} सही {Fraction(part, parts)}";

    public override string Range(string from, string to) => $"{from} से {to}";

    public override string Together(string major, string minor) => $"{major} {minor}";

    public override string Counted(Quantity number) => HindiNumbers.Quarters(number.Whole, number.Fraction) ?? Number(number);

    private static string? Quarters(long whole, long part, long parts) => (part, parts) switch
    {
        (1, 2) => HindiNumbers.Quarters(whole, "5"),
        (1, 4) => HindiNumbers.Quarters(whole, "25"),
        (3, 4) => HindiNumbers.Quarters(whole, "75"),
        _ => null,
    };

    private static string PartOfDay(int hour) => hour switch
    {
        >= 4 and < 12 => "सुबह",
        >= 12 and < 16 => "दोपहर",
        >= 16 and < 19 => "शाम",
        _ => "रात",
    };
}
