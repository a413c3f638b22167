using System.Globalization;

namespace Futwork.Realtime.Conversation.Understanding;

/// <summary>Reads an amount or a count: "two lakh fifty thousand" is 250000, "one point five crore" 15000000.</summary>
internal static class SpokenNumber
{
    private const decimal Largest = 1_000_000_000_000_000m;

    /// <summary>The longest number in the answer in plain digits, or null. A row of single digits is read as written: "nine eight" is 98.</summary>
    public static string? Read(ReadOnlySpan<string> words)
    {
        List<NumberWord> longest = [];
        List<NumberWord> run = [];
        foreach (string word in words)
        {
            NumberWord read = NumberWords.Read(word);
            if (Continues(read, run))
                run.Add(read);
            else
                run = [];
            if (run.Count > longest.Count)
                longest = [.. run];
        }

        while (longest.Count > 0 && longest[^1].Kind is NumberWordKind.Link or NumberWordKind.Point or NumberWordKind.Repeat)
            longest.RemoveAt(longest.Count - 1);
        return longest.Count == 0 ? null : Value(longest);
    }

    private static bool Continues(NumberWord word, List<NumberWord> run) => word.Kind switch
    {
        NumberWordKind.None => false,
        NumberWordKind.Link => run.Count > 0 && run[^1].Kind is NumberWordKind.Scale,
        NumberWordKind.Point => run.Count > 0,
        _ => true,
    };

    private static string? Value(List<NumberWord> run) =>
        IsRowOfDigits(run) ? SpokenDigits.Read([.. run.Select(w => w.Word)])
        : Amount(run)?.ToString("0.############", CultureInfo.InvariantCulture);

    private static bool IsRowOfDigits(List<NumberWord> run) =>
        run.Exists(w => w.Kind is NumberWordKind.Repeat)
        || (run.Count > 1 && run.TrueForAll(w => w.IsDigit));

    private static decimal? Amount(List<NumberWord> run)
    {
        decimal total = 0, group = 0;
        for (int i = 0; i < run.Count; i++)
        {
            NumberWord word = run[i];
            if (word.Kind is NumberWordKind.Point)
                group += Fraction(run, ref i);
            else if (word.Kind is NumberWordKind.Value)
                group += word.Value;
            else if (word.Kind is NumberWordKind.Scale && word.Value == 100)
                group = (group == 0 ? 1 : group) * 100;
            else if (word.Kind is NumberWordKind.Scale)
                (total, group) = (AddScaled(total, group, word.Value), 0);
            if (total > Largest || group > Largest)
                return null;
        }

        return total + group;
    }

    /// <summary>A smaller amount said before a larger scale belongs to it: "two thousand crore".</summary>
    private static decimal AddScaled(decimal total, decimal group, decimal scale) =>
        total > 0 && total <= scale ? (total + group) * scale : total + ((group == 0 ? 1 : group) * scale);

    private static decimal Fraction(List<NumberWord> run, ref int i)
    {
        decimal fraction = 0, place = 0.1m;
        for (; i + 1 < run.Count && run[i + 1].IsDigit && place > 0.000_001m; i++, place /= 10)
            fraction += run[i + 1].Value * place;
        return fraction;
    }
}
