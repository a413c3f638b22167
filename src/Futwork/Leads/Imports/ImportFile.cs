using System.Data;
using System.Globalization;
using System.Text;
using ExcelDataReader;
using Sylvan.Data.Csv;

namespace Futwork.Leads.Imports;

/// <summary>Reads the rows of a file, the header first, one at a time, as the text that a person sees in its cells.</summary>
internal static class ImportFile
{
    public const string Csv = "csv";
    public const string Xlsx = "xlsx";

    private const string Delimiters = ",;\t|";
    private const int LargestRow = 1 << 22;
    private const int WesternCodePage = 1252;

    // .NET has the code page only on request, and the reader of workbooks wants it, too.
    static ImportFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <exception cref="InvalidDataException">The file is not what it is said to be.</exception>
    public static IEnumerable<string[]> Rows(string path, string format)
    {
        using var reader = Open(path, format);
        while (Read(reader))
        {
            var count = reader is CsvDataReader csv ? csv.RowFieldCount : reader.FieldCount;
            var cells = new string[count];
            for (var i = 0; i < count; i++)
                cells[i] = reader is CsvDataReader text ? text.GetString(i) : Text(reader.GetValue(i));
            yield return cells;
        }
    }

    private static IDataReader Open(string path, string format)
    {
        try
        {
            return format == Xlsx
                ? ExcelReaderFactory.CreateOpenXmlReader(File.OpenRead(path))
                : CsvDataReader.Create(new StreamReader(path, EncodingOf(path)), new CsvDataReaderOptions
                {
                    HasHeaders = false,
                    Delimiter = DelimiterOf(path),
                    BufferSize = 1 << 16,
                    MaxBufferSize = LargestRow,
                    OwnsReader = true,
                });
        }
        catch (Exception exception) when (exception is not InvalidDataException)
        {
            throw new InvalidDataException($"The file cannot be read as {format}: {exception.Message}", exception);
        }
    }

    private static bool Read(IDataReader reader)
    {
        try
        {
            return reader.Read();
        }
        catch (Exception exception)
        {
            throw new InvalidDataException($"The file cannot be read on from there: {exception.Message}", exception);
        }
    }

    /// <summary>What stands most often in the first line outside of quotes: Excel writes semicolons where the comma is the decimal mark.</summary>
    private static char DelimiterOf(string path)
    {
        using var reader = new StreamReader(path, EncodingOf(path));
        var (line, quoted) = (reader.ReadLine() ?? "", false);
        var plain = line.Where(letter => (quoted ^= letter == '"') is false).ToArray();
        return Delimiters.MaxBy(delimiter => plain.Count(letter => letter == delimiter));
    }

    /// <summary>UTF-8 when all of it is that (a byte order mark of UTF-16 goes before); else what Excel saves in the west.</summary>
    private static Encoding EncodingOf(string path)
    {
        using var reader = new StreamReader(path, new UTF8Encoding(false, true));
        var buffer = new char[1 << 16];
        try
        {
            while (reader.Read(buffer) > 0)
            {
            }

            return Encoding.UTF8;
        }
        catch (DecoderFallbackException)
        {
            return Encoding.GetEncoding(WesternCodePage);
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        // Excel keeps numbers as doubles: 15 digits are exact, and a telephone number is one of them.
        double number when Math.Abs(number) < 1e15 => ((decimal)number).ToString(CultureInfo.InvariantCulture),
        DateTime { TimeOfDay.Ticks: 0 } day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
