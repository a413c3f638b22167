using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace Futwork.Leads.Imports;

/// <summary>The texts of a workbook (ECMA-376 part 1, 18.4).</summary>
internal static partial class WorkbookTexts
{
    /// <summary>Excel has no cell of more than 32,767.</summary>
    private const int LongestText = 1 << 20;

    private const int Portion = 4096;

    /// <summary>The texts that cells refer to by their number.</summary>
    public static List<string> Read(XmlReader xml)
    {
        var texts = new List<string>();
        using (xml)
        {
            while (xml.Read())
            {
                if (xml is { NodeType: XmlNodeType.Element, LocalName: "si" })
                    texts.Add(ReadRich(xml));
            }
        }

        return texts;
    }

    /// <summary>The text of an element whose runs may be formatted each in its own way, without what only tells how it is pronounced.</summary>
    public static string ReadRich(XmlReader xml)
    {
        if (xml.IsEmptyElement)
            return "";
        var (depth, first, more) = (xml.Depth, "", (StringBuilder?)null);
        xml.Read();
        while (xml.Depth > depth)
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "rPh" })
                xml.Skip();
            else if (xml is { NodeType: XmlNodeType.Element, LocalName: "t" })
                Add(ReadText(xml));
            else
                xml.Read();
        }

        return Unescape(more?.ToString() ?? first);

        void Add(string text)
        {
            if (first.Length == 0)
                first = text;
            else if ((more ??= new StringBuilder(first)).Append(text).Length > LongestText)
                throw TooLong();
        }
    }

    /// <summary>The text of an element, which is passed. It is read in portions, so that a file cannot make one of any length.</summary>
    /// <exception cref="InvalidDataException">It is longer than any of Excel by far.</exception>
    public static string ReadText(XmlReader xml)
    {
        var (depth, isEmpty, text) = (xml.Depth, xml.IsEmptyElement, "");
        var letters = ArrayPool<char>.Shared.Rent(Portion);
        xml.Read();
        while (!isEmpty && xml.Depth > depth)
        {
            if (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace)
            {
                while (text.Length <= LongestText && xml.ReadValueChunk(letters, 0, Portion) is > 0 and var count)
                    text += new string(letters, 0, count);
            }

            if (text.Length > LongestText)
                throw TooLong();
            xml.Read();
        }

        if (!isEmpty)
            xml.Read();
        ArrayPool<char>.Shared.Return(letters);
        return text;
    }

    private static InvalidDataException TooLong() => new($"A cell has more than {LongestText} letters.");

    /// <summary>Letters that XML cannot hold are written as <c>_x000D_</c> (22.9.2.19). Half a character, which no database takes, becomes U+FFFD.</summary>
    public static string Unescape(string text) =>
        text.Contains("_x", StringComparison.Ordinal)
            ? Whole(Escaped().Replace(text, match => ((char)int.Parse(match.Groups["code"].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()))
            : text;

    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    [GeneratedRegex("_x(?<code>[0-9A-Fa-f]{4})_", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Escaped();
}
