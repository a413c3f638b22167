using System.Text;
using Sylvan.Data.Csv;

namespace Futwork.Leads.Imports;

/// <summary>Reads the rows of a file, the header first, one at a time, as the text that a person sees in its cells.</summary>
internal static class ImportFile
{
    public const string Csv = "csv";
    public const string Xlsx = "xlsx";

    /// <summary>What a workbook may unpack to, bytes.</summary>
    public const long MostUnpacked = 1 << 30;

    private const string Delimiters = ",;\t|";
    private const int LargestRow = 1 << 22;
    private const int WesternCodePage = 1252;

    // .NET has the code page only on request.
    static ImportFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The rows. Of those that are wider than the header, one more cell is told, with something in it.</summary>
    /// <exception cref="InvalidDataException">The file is not what it is said to be.</exception>
    public static IEnumerable<string[]> Rows(string path, string format)
    {
        using var rows = format == Xlsx ? Sheet(path).GetEnumerator() : Lines(path).GetEnumerator();
        while (Next(rows, format))
            yield return rows.Current;
    }

    private static bool Next(IEnumerator<string[]> rows, string format)
    {
        try
        {
            return rows.MoveNext();
        }
        catch (Exception exception)
        {
            throw new InvalidDataException($"The file cannot be read on as {format}: {exception.Message}", exception);
        }
    }

    private static IEnumerable<string[]> Sheet(string path)
    {
        using var book = new Workbook(path, MostUnpacked);
        var width = -1;
        foreach (var row in book.Rows())
        {
            width = width < 0 ? row.Length : width;
            yield return row.Length <= width ? row : Cut(row, width);
        }
    }

    private static string[] Cut(string[] row, int width) =>
        row.Skip(width).FirstOrDefault(cell => cell.Length > 0) is { } more ? [.. row.Take(width), more] : row[..width];

    private static IEnumerable<string[]> Lines(string path)
    {
        var encoding = EncodingOf(path);
        using var reader = CsvDataReader.Create(new StreamReader(path, encoding), new CsvDataReaderOptions
        {
            HasHeaders = false,
            Delimiter = DelimiterOf(path, encoding),
            BufferSize = 1 << 16,
            MaxBufferSize = LargestRow,
            OwnsReader = true,
        });
        var width = -1;
        while (reader.Read())
        {
            width = width < 0 ? reader.RowFieldCount : width;
            yield return Cells(reader, width);
        }
    }

    private static string[] Cells(CsvDataReader reader, int width)
    {
        var (count, more) = (reader.RowFieldCount, "");
        for (var i = width; i < count && more.Length == 0; i++)
            more = reader.GetString(i);
        var cells = new string[more.Length > 0 ? width + 1 : Math.Min(count, width)];
        for (var i = 0; i < count && i < width; i++)
            cells[i] = reader.GetString(i);
        if (more.Length > 0)
            cells[width] = more;
        return cells;
    }

    /// <summary>What stands most often in the first line outside of quotes: Excel writes semicolons where the comma is the decimal mark.</summary>
    private static char DelimiterOf(string path, Encoding encoding)
    {
        using var reader = new StreamReader(path, encoding);
        var (letters, quoted) = (new char[1 << 16], false);
        var line = letters.AsSpan(0, reader.ReadBlock(letters));
        var plain = line[..(line.IndexOfAny('\r', '\n') is >= 0 and var end ? end : line.Length)].ToArray().Where(letter => (quoted ^= letter == '"') is false).ToArray();
        return Delimiters.MaxBy(delimiter => plain.Count(letter => letter == delimiter));
    }

    /// <summary>UTF-8 when all of it is that (a byte order mark of UTF-16 goes before); else what Excel saves in the west.</summary>
    private static Encoding EncodingOf(string path)
    {
        using var file = File.OpenRead(path);
        var (buffer, decoder, begins) = (new byte[1 << 16], new UTF8Encoding(false, true).GetDecoder(), true);
        var letters = new char[buffer.Length + 1];
        try
        {
            int count;
            while ((count = file.Read(buffer)) > 0)
            {
                if (begins && buffer is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
                    return Encoding.UTF8;
                begins = false;
                decoder.GetChars(buffer.AsSpan(0, count), letters, flush: false);
            }

            decoder.GetChars([], letters, flush: true);
            return Encoding.UTF8;
        }
        catch (DecoderFallbackException)
        {
            return Encoding.GetEncoding(WesternCodePage);
        }
    }
}
