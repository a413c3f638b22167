using System.Globalization;
using System.Xml;

namespace Futwork.Leads.Imports;

/// <summary>What the number in a cell stands for, as its format shows it.</summary>
internal enum NumberKind
{
    Number,
    Moment,
    Duration,
}

/// <summary>The formats of a workbook (ECMA-376 part 1, 18.8.30 and 18.8.31), as far as they tell days from numbers.</summary>
internal static class WorkbookFormats
{
    /// <summary>The kind of each cell style, by its number.</summary>
    public static List<NumberKind> Read(XmlReader xml)
    {
        var (codes, kinds, isCellStyle) = (new Dictionary<int, string>(), new List<NumberKind>(), false);
        using (xml)
        {
            while (xml.Read())
            {
                if (xml.LocalName == "cellXfs")
                    isCellStyle = xml.NodeType is XmlNodeType.Element;
                else if (xml is { NodeType: XmlNodeType.Element, LocalName: "numFmt" } && int.TryParse(xml.GetAttribute("numFmtId"), out var format))
                    codes[format] = xml.GetAttribute("formatCode") ?? "";
                else if (isCellStyle && xml is { NodeType: XmlNodeType.Element, LocalName: "xf" })
                    kinds.Add(int.TryParse(xml.GetAttribute("numFmtId"), out var id) ? KindOf(id, codes.GetValueOrDefault(id)) : NumberKind.Number);
            }
        }

        return kinds;
    }

    private static NumberKind KindOf(int id, string? code) => code is not null ? KindOf(code) : id switch
    {
        (>= 14 and <= 22) or (>= 27 and <= 36) or 45 or 47 or (>= 50 and <= 58) => NumberKind.Moment,
        46 => NumberKind.Duration,
        _ => NumberKind.Number,
    };

    /// <summary>Letters that stand for parts of a moment, outside of what is shown as it stands.</summary>
    private static NumberKind KindOf(string code)
    {
        var kind = NumberKind.Number;
        for (var i = 0; i < code.Length && code[i] != ';'; i++)
        {
            var letter = char.ToLowerInvariant(code[i]);
            if (letter is '\\' or '_' or '*')
                i++;
            else if (letter == '"')
                i = code.IndexOf('"', i + 1) is >= 0 and var end ? end : code.Length;
            else if (letter == '[' && code.IndexOf(']', i) is >= 0 and var close)
            {
                if (code[(i + 1)..close].ToLowerInvariant() is "h" or "hh" or "m" or "mm" or "s" or "ss")
                    return NumberKind.Duration;
                i = close;
            }
            else if (letter == 'g' && code.AsSpan(i).StartsWith("General", StringComparison.OrdinalIgnoreCase))
                i += "General".Length - 1;
            else if (letter is 'y' or 'm' or 'd' or 'h' or 's')
                kind = NumberKind.Moment;
        }

        return kind;
    }

    /// <summary>A number as a person sees it in its cell.</summary>
    /// <param name="text">As the file has it.</param>
    /// <param name="is1904">Days are counted from 1904, not from 1900.</param>
    public static string Show(string text, NumberKind kind, bool is1904)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return text;
        if (kind is NumberKind.Duration && Math.Abs(number) < 1e6)
            return Duration(TimeSpan.FromSeconds(Math.Round(number * 86_400)));
        if (kind is NumberKind.Moment && number >= 0 && Moment(number, is1904) is { } moment)
            return moment;
        // Excel keeps numbers as doubles: 15 digits are exact, and a telephone number is one of them.
        return Math.Abs(number) < 1e15 ? ((decimal)number).ToString(CultureInfo.InvariantCulture) : number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Null: it is after the year 9999.</summary>
    private static string? Moment(double number, bool is1904)
    {
        var seconds = Math.Round(number * 86_400);
        if (number < 1)
            return TimeSpan.FromSeconds(seconds).ToString("hh\\:mm\\:ss", CultureInfo.InvariantCulture);
        // 1900 is a leap year there, as it was in Lotus 1-2-3: up to February the count is one less.
        var first = is1904 ? new DateTime(1904, 1, 1) : new DateTime(1899, 12, number < 60 ? 31 : 30);
        if (seconds >= (DateTime.MaxValue - first).TotalSeconds)
            return null;
        var moment = first.AddSeconds(seconds);
        return moment.ToString(moment.TimeOfDay.Ticks == 0 ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
    }

    private static string Duration(TimeSpan span) =>
        string.Create(CultureInfo.InvariantCulture, $"{(span < TimeSpan.Zero ? "-" : "")}{Math.Abs((long)span.TotalHours)}:{Math.Abs(span.Minutes):00}:{Math.Abs(span.Seconds):00}");
}
