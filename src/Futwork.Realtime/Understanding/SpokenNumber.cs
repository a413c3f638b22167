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

    private static readonly NumberWord Thousand = NumberWords.Read("thousand");

    /// <summary>
    /// The longest number in the answer in plain digits; null when there is none, or when it can only be guessed. A row of single digits is read
    /// as written: "nine eight" is 98.
    /// </summary>
    public static string? Read(ReadOnlySpan<string> words)
    {
        List<NumberWord> longest = [];
        List<NumberWord> run = [];
        for (int at = 0; at < words.Length;)
        {
            int first = at;
            NumberWord read = Next(words, ref at);
            if (read.Kind is NumberWordKind.Scale && run.Count == 0 && !MayBegin(words, first))
                return null;
            if (Continues(read, run))
                run.Add(read);
            else
                run = [];
            if (run.Count > longest.Count)
                longest = [.. run];
        }

        while (longest.Count > 0 && longest[^1].Kind is NumberWordKind.Link or NumberWordKind.Point or NumberWordKind.Repeat)
            longest.RemoveAt(longest.Count - 1);
        return longest.Count == 0 || AsksToBeGiven(longest) || IsGuess(longest) ? null : Value(longest);
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

    /// <summary>"Fifty k" is fifty thousand; by itself a "k" is none.</summary>
    private static NumberWord Word(ReadOnlySpan<string> words, int at) =>
        at > 0 && words[at] is "k" && NumberWords.Read(words, at - 1).Kind is NumberWordKind.Value ? Thousand : NumberWords.Read(words, at);

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
