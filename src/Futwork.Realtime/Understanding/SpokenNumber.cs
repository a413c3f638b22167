using System.Globalization;

namespace Futwork.Realtime.Understanding;

/// <summary>Reads an amount or a count: "two lakh fifty thousand" is 250000, "one point five crore" 15000000, "seven and a half" 7.5.</summary>
internal static class SpokenNumber
{
    private static readonly HashSet<string> BeforeScale =
    [
        "a", "an", "about", "around", "maybe", "is", "its", "only", "just", "rupees", "rs", "yes", "yeah", "haan", "ji", "bas", "sirf",
        "हां", "हाँ", "जी", "बस", "सिर्फ", "रुपये",
    ];

    /// <summary>What may stand between a number and the English negation in front of it. "It is not, it is three" means three.</summary>
    private static readonly HashSet<string> InFront = ["a", "an", "about", "around", "exactly", "rupees", "rs"];

    /// <summary>Scales behind a number; by themselves they are letters.</summary>
    private static readonly Dictionary<string, NumberWord> Letters = new(StringComparer.Ordinal) { ["k"] = NumberWords.Read("thousand"), ["l"] = NumberWords.Read("lakh") };

    /// <summary>Between two numbers they say that it is one of them, or something in between: "five to six lakh".</summary>
    private static readonly HashSet<string> Between = ["to", "or", "and", "se", "ya", "aur", "से", "या", "और"];

    /// <summary>
    /// The longest number in the answer in plain digits; null when there is none, when it is not meant ("not two lakh"), or when it can only be guessed ("not two lakh but three"). A row of
    /// single digits is read as written: "nine eight" is 98.
    /// </summary>
    public static string? Read(ReadOnlySpan<string> words)
    {
        string? number = Within(Correction.Last(words.ToArray(), said => Within(said)));
        return number is null || LacksScale(number, words) ? null : number;
    }

    private static string? Within(ReadOnlySpan<string> words)
    {
        List<NumberWord> longest = [];
        int before = -1;
        for (int at = 0; at < words.Length;)
        {
            int first = at;
            if (Run(words, ref at) is not { } run)
                return null;
            if (run.Count == 0)
                continue;
            if (before >= 0 && before == first - 1 && Between.Contains(words[before]))
                return null;
            before = at;
            if (run.Count > longest.Count && !Negation.Excludes(words, first, at, InFront))
                longest = run;
        }

        while (longest.Count > 0 && longest[^1].Kind is NumberWordKind.Link or NumberWordKind.Point or NumberWordKind.Repeat)
            longest.RemoveAt(longest.Count - 1);
        return longest.Count == 0 || AsksToBeGiven(longest) || IsGuess(longest) ? null : Value(longest);
    }

    /// <summary>Thousands or more were named, but not in the number that is left: of "two lakh, no, three" it may be three lakh.</summary>
    private static bool LacksScale(string number, ReadOnlySpan<string> words)
    {
        for (int at = 0; at < words.Length; at++)
        {
            if (Word(words, at) is { Kind: NumberWordKind.Scale, Value: >= 1000 })
                return double.Parse(number, CultureInfo.InvariantCulture) < 100;
        }

        return false;
    }

    /// <summary>The number that begins at a word; moves past it. Empty where none does; null where one begins with a scale of which nobody knows how many.</summary>
    private static List<NumberWord>? Run(ReadOnlySpan<string> words, ref int at)
    {
        List<NumberWord> run = [];
        for (int next = at; at < words.Length; at = next)
        {
            NumberWord read = Next(words, ref next);
            if (read.Kind is NumberWordKind.Scale && run.Count == 0 && !MayBegin(words, at))
                return null;
            if (!Continues(read, run))
            {
                at = run.Count == 0 ? next : at;
                break;
            }

            run.Add(read);
        }

        return run;
    }

    /// <summary>The word at a place, or the few that are one: "and a half", and "half a" before a scale.</summary>
    private static NumberWord Next(ReadOnlySpan<string> words, ref int at)
    {
        NumberWord word = Word(words, at++);
        int after = at < words.Length && words[at] is "a" or "an" ? at + 1 : at;
        NumberWord next = after < words.Length ? NumberWords.Read(words, after) : default;
        if (word.Kind is NumberWordKind.Link && next.Kind is NumberWordKind.Part)
        {
            at = after + 1;
            return next;
        }

        if (word.Kind is not NumberWordKind.Part)
            return word;
        if (next.Kind is not NumberWordKind.Scale)
            return word with { Kind = NumberWordKind.None };
        at = after;
        return word with { Kind = NumberWordKind.Value };
    }

    /// <summary>"Fifty k" is fifty thousand, and "2.5 l" two and a half lakh.</summary>
    private static NumberWord Word(ReadOnlySpan<string> words, int at) =>
        at > 0 && Letters.TryGetValue(words[at], out NumberWord scale) && NumberWords.Read(words, at - 1).Kind is NumberWordKind.Value or NumberWordKind.Part
            ? scale
            : NumberWords.Read(words, at);

    /// <summary>
    /// A scale says how many by itself in "a lakh", but not in "few lakhs", nor behind a word that is not known. "Five hundred out of thousand" holds
    /// two numbers.
    /// </summary>
    private static bool MayBegin(ReadOnlySpan<string> words, int at) =>
        at == 0 || BeforeScale.Contains(words[at - 1]) || (at > 1 && words[at - 1] is "of" && words[at - 2] is "out");

    private static bool Continues(NumberWord word, List<NumberWord> run) => word.Kind switch
    {
        NumberWordKind.None => false,
        NumberWordKind.Link => run.Count > 0 && run[^1].Kind is NumberWordKind.Scale,
        NumberWordKind.Point or NumberWordKind.Part => run.Count > 0,
        _ => true,
    };

    /// <summary>"Paanch hazar do" asks for five thousand, or is two more.</summary>
    private static bool AsksToBeGiven(List<NumberWord> run) => run.Count > 1 && NumberWords.MayBeTwo(run[^1].Word);

    /// <summary>"Do teen" is two or three.</summary>
    private static bool IsGuess(List<NumberWord> run) =>
        run is [{ IsHindi: true, IsDigit: true } first, { IsHindi: true, IsDigit: true } second] && second.Value == first.Value + 1;

    private static string? Value(List<NumberWord> run) =>
        IsRowOfDigits(run) ? SpokenDigits.Read([.. run.Select(w => w.Word)])
        : SpokenAmount.Of(run)?.ToString("0.############", CultureInfo.InvariantCulture);

    private static bool IsRowOfDigits(List<NumberWord> run) =>
        run.Exists(w => w.Kind is NumberWordKind.Repeat)
        || (run.Count > 1 && run.TrueForAll(w => w.IsDigit));
}
