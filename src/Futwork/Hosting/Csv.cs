using Sylvan.Data.Csv;

namespace Futwork.Hosting;

/// <summary>Separated values (RFC 4180), as people's programs write them: Excel separates by semicolons where the comma is the decimal mark.</summary>
internal static class Csv
{
    private const string Delimiters = ",;\t|";

    /// <summary>Letters; a quote that is never closed, or a file without line breaks, makes one row of all that follows.</summary>
    public const int LargestRow = 1 << 22;

    /// <summary>Of the first row, letters.</summary>
    private const int MostLooked = 1 << 16;

    // Not a character: no line is passed over as a comment, for a row may well begin with a number sign.
    private const char NoComment = '\uFFFF';

    /// <summary>The rows, empty ones too, one at a time. The text is disposed at their end.</summary>
    /// <param name="text">The text, without a byte order mark.</param>
    /// <param name="delimiter">As <see cref="DelimiterOf"/> finds it.</param>
    /// <exception cref="InvalidDataException">A row has a quote that is never closed, or goes on after a closing quote. Thrown when that row is reached.</exception>
    public static IEnumerable<string[]> Rows(TextReader text, char delimiter)
    {
        var row = 0L;
        using var reader = Guarded(() => CsvDataReader.Create(text, new CsvDataReaderOptions
        {
            HasHeaders = false,
            Delimiter = delimiter,
            Comment = NoComment,
            BufferSize = MostLooked,
            MaxBufferSize = LargestRow,
            OwnsReader = true,
        }));
        Func<bool> next = reader.Read;
        while (Guarded(next))
        {
            row++;
            yield return Cells(reader);
        }

        T Guarded<T>(Func<T> read)
        {
            try
            {
                return read();
            }
            catch (CsvRecordTooLargeException exception)
            {
                throw new InvalidDataException($"Row {row + 1} has more than {LargestRow} letters: a line break is missing in it, or a quote is never closed.", exception);
            }
            catch (CsvFormatException exception)
            {
                throw new InvalidDataException($"Row {row + 1} has a quote that is never closed, or text behind a closing quote; put \"\" for each quote in a text that has quotes around it.", exception);
            }
        }
    }

    /// <summary>What stands most often in the first row outside of quotes, within which it may go on in the next line.</summary>
    public static char DelimiterOf(TextReader text)
    {
        var (letters, quoted) = (new char[MostLooked], false);
        var count = text.ReadBlock(letters);
        var plain = letters.Take(count).Where(letter => (quoted ^= letter == '"') is false).TakeWhile(letter => letter is not ('\r' or '\n')).ToArray();
        return Delimiters.MaxBy(delimiter => plain.Count(letter => letter == delimiter));
    }

    /// <summary>One line.</summary>
    public static string Line(params IEnumerable<string?> cells) => string.Join(',', cells.Select(Quoted)) + "\r\n";

    /// <summary>A text that a spreadsheet would take for a formula gets a quote before it, as those programs do.</summary>
    public static string? Harmless(string? text) => text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? $"'{text}" : text;

    /// <summary>Takes the quote of <see cref="Harmless"/> off again.</summary>
    public static string Unquoted(string text) => text is ['\'', '=' or '+' or '-' or '@' or '\t' or '\r', ..] ? text[1..] : text;

    private static string[] Cells(CsvDataReader reader)
    {
        var cells = new string[reader.RowFieldCount];
        for (var i = 0; i < cells.Length; i++)
            cells[i] = reader.GetString(i);
        return cells;
    }

    private static string Quoted(string? text)
    {
        text ??= "";
        return text.AsSpan().IndexOfAny("\",;\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
    }
}
