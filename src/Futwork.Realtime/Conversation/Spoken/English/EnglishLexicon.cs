namespace Futwork.Realtime.Conversation.Spoken.English;

/// <summary>English as it is spoken in India, in America, or in Britain and elsewhere.</summary>
internal sealed class EnglishLexicon : Lexicon
{
    public static readonly EnglishLexicon India = new(indian: true, american: false);
    public static readonly EnglishLexicon America = new(indian: false, american: true);
    public static readonly EnglishLexicon Britain = new(indian: false, american: false);

    private static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    private readonly EnglishNumbers _numbers;
    private readonly bool _american;

    private EnglishLexicon(bool indian, bool american)
        : base(EnglishWords.In(indian))
    {
        _numbers = new EnglishNumbers(indian, and: !american);
        _american = american;
        TenDigits = indian ? [5, 5] : [3, 3, 4];
    }

    public override bool DayFirst => !_american;

    public override int[] TenDigits { get; }

    public override string Digit(char digit) => EnglishNumbers.Digit(digit);

    public override string Letter(char letter) => char.ToUpperInvariant(letter).ToString();

    public override string Cardinal(long number) => _numbers.Cardinal(number);

    public override string Ordinal(long number) => _numbers.Ordinal(number);

    public override string Year(int year) => _numbers.Year(year);

    public override string Date(int day, int month, int? year)
    {
        string date = _american ? $"{Months[month - 1]} {Ordinal(day)}" : $"{Ordinal(day)} {Months[month - 1]}";
        return year is { } y ? $"{date} {Year(y)}" : date;
    }

    public override string Month(int month, int? year) => year is { } y ? $"{Months[month - 1]} {Year(y)}" : Months[month - 1];

    public override string Time(int hour, int minute, bool isKnownHalf)
    {
        string half = isKnownHalf ? hour >= 12 ? " PM" : " AM" : "";
        string hours = Cardinal(hour % 12 == 0 ? 12 : hour % 12);
        return minute switch
        {
            0 when isKnownHalf => hours + half,
            0 => hours + " o'clock",
            < 10 => $"{hours} oh {Cardinal(minute)}{half}",
            _ => $"{hours} {Cardinal(minute)}{half}",
        };
    }

    public override string? Fraction(long part, long whole) => (part, whole) switch
    {
        (1, 2) => "half",
        (_, 4) => part == 1 ? "one quarter" : $"{Cardinal(part)} quarters",
        (_, 3 or 5 or 6 or 8) when part < whole => $"{Cardinal(part)} {Ordinal(whole)}{(part == 1 ? "" : "s")}",
        _ => null,
    };

    public override string OutOf(long part, long whole) => $"{Cardinal(part)} out of {Cardinal(whole)}";

    public override string Mixed(long whole, long part, long parts) =>
        $"{Cardinal(whole)} and {((part, parts) switch { (1, 2) => "a half", (1, 4) => "a quarter", _ => Fraction(part, parts) })}";

    public override string Range(string from, string to) => $"{from} to {to}";

    public override string Together(string major, string minor) => $"{major} and {minor}";
}
