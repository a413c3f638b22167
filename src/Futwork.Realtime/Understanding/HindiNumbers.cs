namespace Futwork.Realtime.Understanding;

/// <summary>Numbers in Hindi words; every one below a hundred has a word of its own.</summary>
internal static class HindiNumbers
{
    /// <summary>The words of 0 to 99.</summary>
    public static readonly string[] BelowHundred =
        """
        शून्य एक दो तीन चार पाँच छह सात आठ नौ
        दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस
        बीस इक्कीस बाईस तेईस चौबीस पच्चीस छब्बीस सत्ताईस अट्ठाईस उनतीस
        तीस इकतीस बत्तीस तैंतीस चौंतीस पैंतीस छत्तीस सैंतीस अड़तीस उनतालीस
        चालीस इकतालीस बयालीस तैंतालीस चौवालीस पैंतालीस छियालीस सैंतालीस अड़तालीस उनचास
        पचास इक्यावन बावन तिरेपन चौवन पचपन छप्पन सत्तावन अट्ठावन उनसठ
        साठ इकसठ बासठ तिरेसठ चौंसठ पैंसठ छियासठ सड़सठ अड़सठ उनहत्तर
        सत्तर इकहत्तर बहत्तर तिहत्तर चौहत्तर पचहत्तर छिहत्तर सतहत्तर अठहत्तर उन्यासी
        अस्सी इक्यासी बयासी तिरासी चौरासी पचासी छियासी सत्तासी अट्ठासी नवासी
        नब्बे इक्यानवे बानवे तिरानवे चौरानवे पचानवे छियानवे सत्तानवे अट्ठानवे निन्यानवे
        """.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static readonly (long Value, string Name)[] Scales = [(10_000_000, "करोड़"), (100_000, "लाख"), (1000, "हज़ार"), (100, "सौ")];

    public static string Cardinal(long number)
    {
        if (number < 100)
            return BelowHundred[number];
        (long value, string name) = Array.Find(Scales, scale => number >= scale.Value);
        string head = $"{Cardinal(number / value)} {name}";
        return number % value == 0 ? head : $"{head} {Cardinal(number % value)}";
    }

    public static string Ordinal(long number) => number switch
    {
        1 => "पहला",
        2 => "दूसरा",
        3 => "तीसरा",
        4 => "चौथा",
        6 => "छठा",
        _ => Cardinal(number) + "वाँ",
    };

    /// <summary>Eleven to nineteen hundred are said in hundreds, as years are.</summary>
    public static string Year(int year) => year is >= 1100 and < 2000 && year % 100 > 0
        ? $"{BelowHundred[year / 100]} सौ {BelowHundred[year % 100]}"
        : Cardinal(year);

    /// <summary>
    /// A quarter, a half and three quarters have words of their own: डेढ़ is one and a half. Null for other fractions, and from 99 on: with hundreds they
    /// count in hundreds, साढ़े तीन सौ is 350.
    /// </summary>
    public static string? Quarters(long whole, string fraction) => (fraction, whole) switch
    {
        (_, >= 99) => null,
        ("5" or "50", 0) => "आधा",
        ("5" or "50", 1) => "डेढ़",
        ("5" or "50", 2) => "ढाई",
        ("5" or "50", _) => "साढ़े " + Cardinal(whole),
        ("25", > 1) => "सवा " + Cardinal(whole),
        ("25", 1) => "सवा",
        ("75", > 0) => "पौने " + Cardinal(whole + 1),
        ("75", 0) => "पौन",
        _ => null,
    };
}
