using System.Globalization;
using System.Text;

namespace Futwork.Realtime.Understanding;

/// <summary>Reads a string of digits as people dictate it: "nine eight double seven", "ninety eight seventy six", "98 76".</summary>
internal static class SpokenDigits
{
    /// <summary>All digits of the answer in order; empty when there are none.</summary>
    public static string Read(ReadOnlySpan<string> words)
    {
        var digits = new StringBuilder();
        int repeat = 1;
        for (int i = 0; i < words.Length; i++)
        {
            NumberWord word = words[i] is "o" ? new NumberWord(NumberWordKind.Value, 0, "zero") : NumberWords.Read(words, i);
            if (word.Kind is NumberWordKind.Repeat)
            {
                repeat = (int)word.Value;
                continue;
            }

            string group = Group(word, words, ref i, digits);
            digits.Insert(digits.Length, group, group.Length == 1 ? repeat : 1);
            repeat = 1;
        }

        return digits.ToString();
    }

    private static string Group(NumberWord word, ReadOnlySpan<string> words, ref int i, StringBuilder before)
    {
        if (word.Kind is NumberWordKind.Scale)
            return before.Length > 0 ? word.Value.ToString(CultureInfo.InvariantCulture)[1..] : "";
        if (word.Kind is not NumberWordKind.Value)
            return "";
        if (char.IsAsciiDigit(word.Word[0]))
            return word.Word.Replace(".", "", StringComparison.Ordinal);
        decimal value = word.Value;
        if (word.TakesDigit && i + 1 < words.Length && NumberWords.Read(words[i + 1]) is { IsDigit: true, Value: > 0 } unit)
        {
            value += unit.Value;
            i++;
        }

        return decimal.Truncate(value).ToString(CultureInfo.InvariantCulture);
    }
}
