namespace Futwork.Providers.Local.Sphinx.Language;

/// <summary>Numbers as they are said in India, and sentences that hold them.</summary>
internal static class SpokenNumbers
{
    /// <summary>zero to nine.</summary>
    public static readonly string[] Digits = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

    private static readonly string[] Teens =
        ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"];

    private static readonly string[] Tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    private static readonly string[] Frames =
        ["{0}", "{0} rupees", "about {0}", "around {0}", "it is {0}", "{0} years", "{0} percent", "only {0}", "yes {0}", "{0} please", "i have {0}"];

    private static readonly int[] Amounts =
        [150, 199, 200, 250, 299, 300, 350, 400, 499, 500, 600, 750, 800, 999, 1100, 1200, 1500, 1800, 2500, 3200, 4500, 5750, 12500, 25000, 45000, 150000, 250000, 1250000];

    /// <summary>A number up to 99 99 999 in words, with lakh.</summary>
    public static string Say(int number) => number switch
    {
        < 10 => Digits[number],
        < 20 => Teens[number - 10],
        < 100 => Join(Tens[number / 10], "", number % 10),
        < 1000 => Join(Digits[number / 100], " hundred", number % 100),
        < 100_000 => Join(Say(number / 1000), " thousand", number % 1000),
        _ => Join(Say(number / 100_000), " lakh", number % 100_000),
    };

    /// <summary>Amounts and counts.</summary>
    public static IEnumerable<string> Numbers()
    {
        var plain = Enumerable.Range(0, 100).Concat(Amounts).Select(Say).ToList();
        var scaled = from count in Enumerable.Range(1, 20).Concat([25, 30, 40, 50, 60, 75, 90])
                     from scale in (string[])["hundred", "thousand", "lakh", "lakhs", "crore", "crores"]
                     select $"{Say(count)} {scale}";
        var fractions = from whole in Enumerable.Range(1, 9)
                        from part in (int[])[2, 5, 7]
                        from scale in (string[])["", " lakh", " crore", " percent"]
                        select $"{Digits[whole]} point {Digits[part]}{scale}";
        var joined = from hundreds in Enumerable.Range(1, 9)
                     from rest in (int[])[5, 20, 25, 50, 75]
                     select $"{Digits[hundreds]} hundred and {Say(rest)}";
        string[] all = [.. plain, .. scaled, .. fractions, .. joined];
        return all.Select((number, i) => string.Format(null, Frames[i % Frames.Length], number)).Concat(plain);
    }

    /// <summary>Strings of digits, every pair of digits about as often as any other.</summary>
    public static IEnumerable<string> DigitStrings()
    {
        var state = 1u;
        for (var i = 0; i < 240; i++)
        {
            var length = (i % 4) switch { 0 => 4, 1 => 6, _ => 10 };
            yield return string.Join(' ', Enumerable.Range(0, length).Select(_ => DigitWord(Next(ref state))));
        }
    }

    private static uint Next(ref uint state) => (state = state * 1664525 + 1013904223) >> 16;

    private static string DigitWord(uint chance) => (chance % 40) switch
    {
        0 => "double " + Digits[chance / 40 % 10],
        1 => "triple " + Digits[chance / 40 % 10],
        2 => "oh",
        _ => Digits[chance / 40 % 10],
    };

    private static string Join(string head, string scale, int rest) => head + scale + (rest is 0 ? "" : " " + Say(rest));
}
