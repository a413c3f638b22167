using System.Globalization;
using System.Xml;
using Futwork.Hosting;

namespace Futwork.Leads.Imports;

/// <summary>The rows of a sheet (ECMA-376 part 1, 18.3.1), each cell as the text that a person sees in it.</summary>
internal sealed class WorkbookSheet(XmlReader xml, List<string> texts, List<NumberKind> formats, bool is1904) : IDisposable
{
    /// <summary>As wide as a sheet of Excel can be.</summary>
    public const int LastColumn = 16_384;

    // And as long.
    private const int LastRow = 1_048_576;

    private readonly List<string> _cells = [];
    private int _next = 1;
    private int _waiting;
    private int _letters;

    /// <summary>The next row; null at the end.</summary>
    public string[]? Next()
    {
        if (_waiting == 0 && !ToRow())
            return null;
        // Rows that the file leaves out are there for whoever counts them.
        if (_next < _waiting)
            return Empty();
        _waiting = 0;
        ReadCells();
        _next++;
        return [.. _cells];
    }

    public void Dispose() => xml.Dispose();

    private string[] Empty()
    {
        _next++;
        return [];
    }

    private bool ToRow()
    {
        while (xml.Read())
        {
            if (xml is not { NodeType: XmlNodeType.Element, LocalName: "row" })
                continue;
            _waiting = xml.GetAttribute("r") is { } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : _next;
            return _waiting >= _next && _waiting <= LastRow ? true : throw new InvalidDataException($"Its rows are not in order at row {_waiting}.");
        }

        return false;
    }

    private void ReadCells()
    {
        _cells.Clear();
        _letters = 0;
        if (xml.IsEmptyElement)
            return;
        var depth = xml.Depth;
        xml.Read();
        while (xml.Depth > depth)
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "c" })
                ReadCell();
            else
                xml.Read();
        }
    }

    private void ReadCell()
    {
        var column = xml.GetAttribute("r") is { } place ? ColumnOf(place) : _cells.Count;
        var (type, style) = (xml.GetAttribute("t"), xml.GetAttribute("s"));
        var text = ReadValue(type, style);
        if (text.Length == 0)
            return;
        // Cells may refer to one long text, all of them.
        _letters += text.Length;
        if (_letters > Csv.LargestRow)
            throw new InvalidDataException($"Row {_next} has more than {Csv.LargestRow} letters.");
        if (column < _cells.Count)
            throw new InvalidDataException($"The cells of row {_next} are not in order.");
        while (_cells.Count < column)
            _cells.Add("");
        _cells.Add(text);
    }

    private string ReadValue(string? type, string? style)
    {
        if (xml.IsEmptyElement)
        {
            xml.Read();
            return "";
        }

        var (depth, value) = (xml.Depth, "");
        xml.Read();
        while (xml.Depth > depth)
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "v" })
                value = WorkbookTexts.ReadText(xml);
            else if (xml is { NodeType: XmlNodeType.Element, LocalName: "is" })
                value = WorkbookTexts.ReadRich(xml);
            else
                xml.Read();
        }

        return Show(value, type, style);
    }

    private string Show(string value, string? type, string? style) => value.Length == 0 ? "" : type switch
    {
        "s" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < texts.Count
            ? texts[number] : throw new InvalidDataException($"A cell of row {_next} refers to a text that is not there."),
        "b" => value == "1" ? "true" : "false",
        "str" => WorkbookTexts.Unescape(value),
        // A formula's error stands there as it is shown: #N/A.
        "inlineStr" or "e" or "d" => value,
        _ => WorkbookFormats.Show(value, int.TryParse(style, out var known) && known >= 0 && known < formats.Count ? formats[known] : NumberKind.Number, is1904),
    };

    private static int ColumnOf(string place)
    {
        var column = 0;
        foreach (var letter in place.TakeWhile(char.IsAsciiLetter))
            column = Math.Min(LastColumn + 1, (column * 26) + (char.ToUpperInvariant(letter) - 'A' + 1));
        return column is > 0 and <= LastColumn ? column - 1 : throw new InvalidDataException($"A cell stands at {place}, where no sheet has one.");
    }
}
