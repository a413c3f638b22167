using System.Text;

namespace Futwork.Hosting;

/// <summary>Comma-separated values (RFC 4180), as people's programs write them: with semicolons or tabs too, with or without a byte order mark.</summary>
internal static class Csv
{
    private static readonly char[] Delimiters = [',', ';', '\t'];

    /// <summary>The rows, each with the number of its first line in the file, from 1. Empty lines are no rows.</summary>
    /// <exception cref="InvalidDataException">A quote is never closed: nobody knows where its row ends. Thrown where the file ends.</exception>
    public static IEnumerable<(int Line, List<string> Cells)> Read(string text)
    {
        var source = text.TrimStart('\uFEFF');
        var firstLine = source.AsSpan(0, source.IndexOfAny(['\r', '\n']) is var end && end < 0 ? source.Length : end).ToString();
        var delimiter = Delimiters.MaxBy(candidate => firstLine.Count(letter => letter == candidate));
        return Rows(source, delimiter);
    }

    /// <summary>One line.</summary>
    public static string Line(params IEnumerable<string?> cells) => string.Join(',', cells.Select(Quoted)) + "\r\n";

    /// <summary>A text that a spreadsheet would take for a formula gets a quote before it, as those programs do.</summary>
    public static string? Harmless(string? text) => text is { Length: > 0 } && text[0] is '=' or '-' or '@' or '\t' ? $"'{text}" : text;

    private static IEnumerable<(int Line, List<string> Cells)> Rows(string source, char delimiter)
    {
        var (cells, cell, inQuotes, line, first, opened) = (new List<string>(), new StringBuilder(), false, 1, 1, 1);
        for (var i = 0; i <= source.Length; i++)
        {
            var letter = i < source.Length ? source[i] : '\n';
            var ends = letter == '\n' && (!inQuotes || i == source.Length);
            if (letter == '"' && inQuotes && i + 1 < source.Length && source[i + 1] == '"')
                cell.Append(source[i++]);
            else if (letter == '"' && (inQuotes || cell.Length == 0))
                (inQuotes, opened) = (!inQuotes, line);
            else if (i == source.Length && inQuotes)
                throw new InvalidDataException($"The quote that opens in line {opened} is never closed; everything after it would be one cell.");
            else if (ends || (letter == delimiter && !inQuotes))
                cells.Add(Taken(cell));
            else
                cell.Append(letter);
            line += letter == '\n' ? 1 : 0;
            if (!ends)
                continue;
            if (cells.Exists(value => value.Length > 0))
                yield return (first, cells);
            (cells, first) = ([], line);
        }
    }

    private static string Taken(StringBuilder cell)
    {
        var text = cell.ToString().Trim();
        cell.Clear();
        return text;
    }

    private static string Quoted(string? text)
    {
        text ??= "";
        return text.AsSpan().IndexOfAny("\",;\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
    }
}
