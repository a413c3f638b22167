using System.IO.Compression;
using System.Xml;

namespace Futwork.Leads.Imports;

/// <summary>
/// The first sheet of a workbook (ECMA-376 part 1, SpreadsheetML), one row at a time. What a small file unpacks to is bounded before anything is unpacked:
/// .NET gives no more of a part than the archive says that it has.
/// </summary>
internal sealed class Workbook : IDisposable
{
    /// <summary>The texts of all cells are held in memory while the sheet is read.</summary>
    public const long MostTexts = 1 << 27;

    /// <summary>Sheets get to about a fiftieth; deflate to a thousandth at most.</summary>
    public const long MostTimesPacked = 250;

    /// <summary>The bound on how tightly a part may be packed holds from here on, bytes.</summary>
    public const long SmallPart = 1 << 24;

    private const string Main = "xl/workbook.xml";
    private readonly ZipArchive _archive;

    /// <param name="path">The file.</param>
    /// <param name="mostUnpacked">What its parts may unpack to together, bytes.</param>
    /// <exception cref="InvalidDataException">It is no workbook, or unpacks to too much.</exception>
    public Workbook(string path, long mostUnpacked)
    {
        _archive = ZipFile.OpenRead(path);
        try
        {
            CheckSize(mostUnpacked);
        }
        catch
        {
            _archive.Dispose();
            throw;
        }
    }

    /// <summary>The rows, from the first on; one that the file leaves out is empty.</summary>
    public IEnumerable<string[]> Rows()
    {
        var (sheet, is1904) = Sheet();
        var related = Related(Main);
        var texts = Find(related, "/sharedStrings") is { } strings ? WorkbookTexts.Read(strings) : [];
        var formats = Find(related, "/styles") is { } styles ? WorkbookFormats.Read(styles) : [];
        using var rows = new WorkbookSheet(sheet, texts, formats, is1904);
        while (rows.Next() is { } row)
            yield return row;
    }

    public void Dispose() => _archive.Dispose();

    private void CheckSize(long mostUnpacked)
    {
        var unpacked = 0L;
        foreach (var part in _archive.Entries)
        {
            unpacked += part.Length;
            if (part.Length > SmallPart && part.Length / MostTimesPacked > part.CompressedLength)
                throw new InvalidDataException($"Its part {part.Name} is packed to less than a {MostTimesPacked}th, as no sheet of leads is. Save it as CSV.");
            if (part.FullName.EndsWith("sharedStrings.xml", StringComparison.OrdinalIgnoreCase) && part.Length > MostTexts)
                throw new InvalidDataException($"Its texts unpack to {part.Length} bytes; at most {MostTexts} are read. Save it as CSV.");
        }

        if (unpacked > mostUnpacked)
            throw new InvalidDataException($"It unpacks to {unpacked} bytes; at most {mostUnpacked} are read. Save it as CSV, or in parts.");
    }

    private (XmlReader Sheet, bool Is1904) Sheet()
    {
        var (id, is1904) = ("", false);
        using (var book = Open(Main) ?? throw new InvalidDataException("It has no workbook in it: save it as .xlsx."))
        {
            while (id.Length == 0 && book.Read())
            {
                if (book is { NodeType: XmlNodeType.Element, LocalName: "workbookPr" })
                    is1904 = book.GetAttribute("date1904") is "1" or "true";
                else if (book is { NodeType: XmlNodeType.Element, LocalName: "sheet" })
                    id = Attribute(book, "id");
            }
        }

        var target = Related(Main).FirstOrDefault(part => part.Id == id).Target;
        return ((target is null ? null : Open(target)) ?? throw new InvalidDataException("It has no sheet."), is1904);
    }

    private XmlReader? Find(List<(string Id, string Type, string Target)> related, string type) =>
        related.Find(part => part.Type.EndsWith(type, StringComparison.Ordinal)).Target is { } target ? Open(target) : null;

    /// <summary>What a part refers to (ECMA-376 part 2), by their paths in the archive.</summary>
    private List<(string Id, string Type, string Target)> Related(string part)
    {
        var (folder, related) = (part[..(part.LastIndexOf('/') + 1)], new List<(string, string, string)>());
        using var xml = Open($"{folder}_rels/{part[folder.Length..]}.rels");
        while (xml?.Read() is true)
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "Relationship" } && xml.GetAttribute("Target") is { } target)
                related.Add((xml.GetAttribute("Id") ?? "", xml.GetAttribute("Type") ?? "", target.StartsWith('/') ? target[1..] : folder + target));
        }

        return related;
    }

    // A document type could name texts that grow without bound; XmlReader refuses one by itself.
    private XmlReader? Open(string name) =>
        _archive.Entries.FirstOrDefault(entry => entry.FullName.Replace('\\', '/').Equals(name, StringComparison.OrdinalIgnoreCase)) is { } part
            ? XmlReader.Create(part.Open(), new XmlReaderSettings { CloseInput = true, IgnoreComments = true, IgnoreProcessingInstructions = true, DtdProcessing = DtdProcessing.Prohibit })
            : null;

    /// <summary>An attribute whatever its namespace: there are two sets of them, transitional and strict.</summary>
    private static string Attribute(XmlReader xml, string name)
    {
        for (var i = 0; i < xml.AttributeCount; i++)
        {
            xml.MoveToAttribute(i);
            if (xml.LocalName == name)
                break;
        }

        var value = xml.NodeType is XmlNodeType.Attribute && xml.LocalName == name ? xml.Value : "";
        xml.MoveToElement();
        return value;
    }
}
