using System.Text;
using Futwork.Hosting;

namespace Futwork.Leads.Imports;

/// <summary>Reads the rows of a file, the header first, one at a time, as the text that a person sees in its cells.</summary>
internal static class ImportFile
{
    public const string CsvFormat = "csv";
    public const string XlsxFormat = "xlsx";

    /// <summary>What a workbook may unpack to, bytes.</summary>
    public const long MostUnpacked = 1 << 30;

    private const int WesternCodePage = 1252;

    // .NET has the code page only on request.
    static ImportFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The rows. Of those that are wider than the header, one more cell is told, with something in it.</summary>
    /// <exception cref="InvalidDataException">The file is not what it is said to be.</exception>
    public static IEnumerable<string[]> Rows(string path, string format)
    {
        using var rows = format == XlsxFormat ? Sheet(path).GetEnumerator() : Lines(path).GetEnumerator();
        for (var width = -1; Next(rows, format);)
        {
            width = width < 0 ? rows.Current.Length : width;
            yield return rows.Current.Length <= width ? rows.Current : Cut(rows.Current, width);
        }
    }

    private static bool Next(IEnumerator<string[]> rows, string format)
    {
        try
        {
            return rows.MoveNext();
        }
        // What the machine fails at lies not in the file; but for an end that comes too soon.
        catch (Exception exception) when (exception is EndOfStreamException or not (IOException or OutOfMemoryException))
        {
            throw new InvalidDataException($"The file cannot be read on as {format}: {exception.Message}", exception);
        }
    }

    private static string[] Cut(string[] row, int width) =>
        row.Skip(width).FirstOrDefault(cell => cell.Length > 0) is { } more ? [.. row.Take(width), more] : row[..width];

    private static IEnumerable<string[]> Sheet(string path)
    {
        using var book = new Workbook(path, MostUnpacked);
        foreach (var row in book.Rows())
            yield return row;
    }

    private static IEnumerable<string[]> Lines(string path)
    {
        var encoding = EncodingOf(path);
        foreach (var row in Csv.Rows(new StreamReader(path, encoding), DelimiterOf(path, encoding)))
            yield return row;
    }

    private static char DelimiterOf(string path, Encoding encoding)
    {
        using var text = new StreamReader(path, encoding);
        return Csv.DelimiterOf(text);
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
