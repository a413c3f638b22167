namespace Futwork.Realtime.Conversation.Spoken.English;

/// <summary>English words for signs, units and what is written short.</summary>
internal static class EnglishWords
{
    private static readonly Dictionary<string, Noun> Units = new(StringComparer.Ordinal)
    {
        ["km"] = new("kilometre", "kilometres"),
        ["kms"] = new("kilometre", "kilometres"),
        ["m"] = new("metre", "metres"),
        ["cm"] = new("centimetre", "centimetres"),
        ["mm"] = new("millimetre", "millimetres"),
        ["ft"] = new("foot", "feet"),
        ["sqft"] = new("square foot", "square feet"),
        ["kg"] = new("kilogram", "kilograms"),
        ["kgs"] = new("kilogram", "kilograms"),
        ["g"] = new("gram", "grams"),
        ["gm"] = new("gram", "grams"),
        ["gms"] = new("gram", "grams"),
        ["mg"] = new("milligram", "milligrams"),
        ["l"] = new("litre", "litres"),
        ["ltr"] = new("litre", "litres"),
        ["ml"] = new("millilitre", "millilitres"),
        ["kb"] = new("kilobyte", "kilobytes"),
        ["mb"] = new("megabyte", "megabytes"),
        ["gb"] = new("gigabyte", "gigabytes"),
        ["tb"] = new("terabyte", "terabytes"),
        ["mbps"] = "megabits per second",
        ["gbps"] = "gigabits per second",
        ["hr"] = new("hour", "hours"),
        ["hrs"] = new("hour", "hours"),
        ["min"] = new("minute", "minutes"),
        ["mins"] = new("minute", "minutes"),
        ["sec"] = new("second", "seconds"),
        ["secs"] = new("second", "seconds"),
        ["ms"] = new("millisecond", "milliseconds"),
        ["yr"] = new("year", "years"),
        ["yrs"] = new("year", "years"),
        ["km/h"] = new("kilometre per hour", "kilometres per hour"),
        ["kmph"] = new("kilometre per hour", "kilometres per hour"),
        ["mph"] = new("mile per hour", "miles per hour"),
        ["kw"] = new("kilowatt", "kilowatts"),
        ["kwh"] = new("kilowatt hour", "kilowatt hours"),
        ["°c"] = new("degree Celsius", "degrees Celsius"),
        ["°f"] = new("degree Fahrenheit", "degrees Fahrenheit"),
        ["°"] = new("degree", "degrees"),
        ["pcs"] = new("piece", "pieces"),
        ["bhk"] = "B H K",
        ["x"] = "times",
    };

    private static readonly Dictionary<string, Currency> Money = new(StringComparer.Ordinal)
    {
        ["INR"] = new(new("rupee", "rupees"), new("paisa", "paise")),
        ["USD"] = new(new("dollar", "dollars"), new("cent", "cents")),
        ["EUR"] = new(new("euro", "euros"), new("cent", "cents")),
        ["GBP"] = new(new("pound", "pounds"), new("penny", "pence")),
    };

    private static readonly Dictionary<string, string> Abbreviations = new(StringComparer.Ordinal)
    {
        ["mr"] = "mister",
        ["mrs"] = "missus",
        ["ms"] = "miz",
        ["dr"] = "doctor",
        ["prof"] = "professor",
        ["smt"] = "shrimati",
        ["ltd"] = "limited",
        ["pvt"] = "private",
        ["inc"] = "incorporated",
        ["corp"] = "corporation",
        ["dept"] = "department",
        ["govt"] = "government",
        ["approx"] = "approximately",
        ["etc"] = "et cetera",
        ["vs"] = "versus",
        ["e.g"] = "for example",
        ["i.e"] = "that is",
        ["p.a"] = "per annum",
        ["a/c"] = "account",
        ["c/o"] = "care of",
        ["w/o"] = "without",
        ["t&c"] = "terms and conditions",
        ["t&cs"] = "terms and conditions",
        ["and/or"] = "and or",
        ["rs"] = "rupees",
        ["inr"] = "rupees",
        ["asap"] = "as soon as possible",
    };

    private static readonly Dictionary<string, string> WesternScales = new(StringComparer.Ordinal)
    {
        ["k"] = "thousand",
        ["mn"] = "million",
        ["bn"] = "billion",
        ["lakh"] = "lakh",
        ["lakhs"] = "lakh",
        ["lac"] = "lakh",
        ["lacs"] = "lakh",
        ["crore"] = "crore",
        ["crores"] = "crore",
        ["cr"] = "crore",
        ["hundred"] = "hundred",
        ["thousand"] = "thousand",
        ["million"] = "million",
        ["billion"] = "billion",
        ["trillion"] = "trillion",
    };

    /// <summary>With the short forms of lakh where they are in use.</summary>
    public static Wording In(bool indian) => new()
    {
        Point = "point",
        Percent = "percent",
        Minus = "minus",
        Plus = "plus",
        At = "at",
        Dot = "dot",
        Slash = "slash",
        Hyphen = "hyphen",
        Underscore = "underscore",
        And = "and",
        Or = "or",
        Per = "per",
        Equal = "equals",
        About = "about",
        Number = "number",
        Degrees = "degrees",
        Money = Money,
        Scales = indian ? new Dictionary<string, string>(WesternScales, StringComparer.Ordinal) { ["l"] = "lakh" } : WesternScales,
        Units = Units,
        Abbreviations = Abbreviations,
    };
}
