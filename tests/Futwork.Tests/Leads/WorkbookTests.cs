using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Futwork.Leads.Imports;

namespace Futwork.Tests.Leads;

/// <summary>Workbooks, by ECMA-376 part 1.</summary>
public sealed class WorkbookTests : IDisposable
{
    private const string Main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    private const string Strict = "xmlns=\"http://purl.oclc.org/ooxml/spreadsheetml/main\" xmlns:r=\"http://purl.oclc.org/ooxml/officeDocument/relationships\"";
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("""<c r="A1"><v>9.19876543211E+11</v></c>""", "919876543211")]
    [InlineData("""<c r="A1"><v>0.30000000000000004</v></c>""", "0.3")]
    [InlineData("""<c r="A1" t="n"><v>12.50</v></c>""", "12.5")]
    [InlineData("""<c r="A1" t="b"><v>1</v></c>""", "true")]
    [InlineData("""<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>""", "#DIV/0!")]
    [InlineData("""<c r="A1" t="str"><f>A2</f><v>a_x000A_b</v></c>""", "a\nb")]
    [InlineData("""<c r="A1" t="d"><v>2026-01-31T10:00:00</v></c>""", "2026-01-31T10:00:00")]
    [InlineData("""<c r="A1" t="inlineStr"><is><r><t>Ra</t></r><r><rPr><b/></rPr><t>o</t></r><rPh sb="0" eb="1"><t>no</t></rPh></is></c>""", "Rao")]
    [InlineData("""<c r="A1" t="s"><v>1</v></c>""", "two runs")]
    [InlineData("""<c r="A1" s="1"><v>46000</v></c>""", "2025-12-09")]
    [InlineData("""<c r="A1" s="2"><v>46000.375</v></c>""", "2025-12-09T09:00:00")]
    [InlineData("""<c r="A1" s="2"><v>0.375</v></c>""", "09:00:00")]
    [InlineData("""<c r="A1" s="3"><v>1.5</v></c>""", "36:00:00")]
    [InlineData("""<c r="A1" s="4"><v>46000</v></c>""", "46000")]
    [InlineData("""<c r="A1" s="1"><v>1</v></c>""", "1900-01-01")]
    [InlineData("""<c r="A1" s="1"><v>61</v></c>""", "1900-03-01")]
    [InlineData("""<c r="A1" s="1"><v>2958465</v></c>""", "9999-12-31")]
    [InlineData("""<c r="A1" s="1"><v>2958465.9999999</v></c>""", "2958465.9999999")]
    [InlineData("""<c r="A1"/>""", null)]
    public void A_cell_is_what_a_person_sees_in_it(string cell, string? seen)
    {
        Write($"""<row r="1">{cell}</row>""");

        ImportFile.Rows(_path, ImportFile.XlsxFormat).Single().ShouldBe(seen is null ? [] : [seen]);
    }

    [Fact]
    public void Days_may_be_counted_from_1904_and_the_names_of_the_strict_form_are_known()
    {
        Write("""<row><c s="1"><v>0.0</v></c><c s="1"><v>1</v></c><c s="1"><v>2957003</v></c><c s="1"><v>2957004</v></c></row>""", "<workbookPr date1904=\"1\"/>", Strict);

        ImportFile.Rows(_path, ImportFile.XlsxFormat).Single().ShouldBe(["00:00:00", "1904-01-02", "9999-12-31", "2957004"]);
    }

    [Fact]
    public void Rows_and_cells_that_are_left_out_are_empty_and_beyond_the_header_one_cell_is_told()
    {
        Write("""
            <row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>3</v></c></row>
            <row r="4"><c r="B4"><v>2</v></c><c r="XFC4"><v>7</v></c><c r="XFD4"><v>8</v></c></row>
            """);

        ImportFile.Rows(_path, ImportFile.XlsxFormat).ShouldBe([["1", "", "3"], [], [], ["", "2", "", "7"]]);
    }

    [Theory]
    [InlineData("""<row r="2000000000"><c r="A1"><v>1</v></c></row>""", "row 2000000000")]
    [InlineData("""<row r="3"/><row r="2"/>""", "row 2")]
    [InlineData("""<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>""", "row 1")]
    [InlineData("""<row r="1"><c r="XFE1"><v>1</v></c></row>""", "XFE1")]
    [InlineData("""<row r="1"><c r="A1" t="s"><v>99</v></c></row>""", "row 1")]
    public void What_no_sheet_of_Excel_has_is_refused(string rows, string where)
    {
        Write(rows);

        Should.Throw<InvalidDataException>(() => ImportFile.Rows(_path, ImportFile.XlsxFormat).Count()).Message.ShouldContain(where);
    }

    [Fact]
    public void A_cell_and_a_row_of_any_length_are_not_read()
    {
        Write($"""<row r="1"><c r="A1" t="str"><v>{new string('a', 40_000)}</v></c></row>""");
        ImportFile.Rows(_path, ImportFile.XlsxFormat).Single().Single().Length.ShouldBe(40_000);

        Write($"""<row r="1"><c r="A1" t="str"><v>{new string('a', 2_000_000)}</v></c></row>""");
        Should.Throw<InvalidDataException>(() => ImportFile.Rows(_path, ImportFile.XlsxFormat).Count()).Message.ShouldContain("A cell has more than 1048576 letters");

        Write($"""<row r="1">{string.Concat(Enumerable.Repeat($"""<c t="str"><v>{new string('a', 1_000_000)}</v></c>""", 5))}</row>""");
        Should.Throw<InvalidDataException>(() => ImportFile.Rows(_path, ImportFile.XlsxFormat).Count()).Message.ShouldContain("Row 1 has more than 4194304 letters");
    }

    [Fact]
    public void A_bomb_is_refused_before_it_is_unpacked()
    {
        Write($"""<row r="1"><c r="A1" t="str"><v>{new string(' ', (int)Workbook.SmallPart + 1)}</v></c></row>""");
        new FileInfo(_path).Length.ShouldBeLessThan(100_000);

        Should.Throw<InvalidDataException>(() => ImportFile.Rows(_path, ImportFile.XlsxFormat).First()).Message.ShouldContain("packed to less than a 250th");
        Should.Throw<InvalidDataException>(() => new Workbook(_path, mostUnpacked: 1 << 20)).Message.ShouldContain("packed to less than");
    }

    [Fact]
    public void All_parts_together_are_bounded()
    {
        Write("""<row r="1"><c r="A1"><v>1</v></c></row>""");

        Should.Throw<InvalidDataException>(() => new Workbook(_path, mostUnpacked: 1000)).Message.ShouldContain("at most 1000 are read");
    }

    [Fact]
    public void An_archive_that_says_less_than_it_has_gives_no_more_than_it_says()
    {
        Write("""<row r="1"><c r="A1"><v>1</v></c></row>""" + new string(' ', (int)Workbook.SmallPart + 1));
        var bytes = File.ReadAllBytes(_path);
        // The sizes stand in the part's own header, behind its data, and in the directory at the end (APPNOTE 4.3).
        for (var i = 0; i < bytes.Length - 46; i++)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(i)) == 0x02014b50 && BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(i + 24)) > Workbook.SmallPart)
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i + 24), 2000);
        }

        File.WriteAllBytes(_path, bytes);

        Should.Throw<InvalidDataException>(() => ImportFile.Rows(_path, ImportFile.XlsxFormat).Count()).Message.ShouldStartWith("The file cannot be read on as xlsx");
    }

    [Theory]
    [InlineData("not a workbook at all")]
    [InlineData("PK\u0003\u0004")]
    public void What_is_no_workbook_is_told(string text)
    {
        File.WriteAllText(_path, text);

        Should.Throw<InvalidDataException>(() => ImportFile.Rows(_path, ImportFile.XlsxFormat).First());
    }

    [Fact]
    public void A_document_type_is_refused()
    {
        Write("", before: "<!DOCTYPE worksheet [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>");

        Should.Throw<InvalidDataException>(() => ImportFile.Rows(_path, ImportFile.XlsxFormat).Count()).Message.ShouldContain("DTD");
    }

    private void Write(string rows, string properties = "", string names = Main + " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"", string before = "")
    {
        const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        using var zip = new ZipArchive(File.Create(_path), ZipArchiveMode.Create);
        Add("xl/workbook.xml", $"""<workbook {names}>{properties}<sheets><sheet name="Leads" sheetId="1" r:id="r1"/><sheet name="Notes" sheetId="2" r:id="r2"/></sheets></workbook>""");
        Add("xl/_rels/workbook.xml.rels", $"""
            <Relationships><Relationship Id="r2" Type="{Office}/worksheet" Target="worksheets/other.xml"/><Relationship Id="r1" Type="{Office}/worksheet" Target="/xl/worksheets/sheet1.xml"/>
            <Relationship Id="r3" Type="{Office}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r4" Type="{Office}/styles" Target="styles.xml"/></Relationships>
            """);
        Add("xl/styles.xml", $"""
            <styleSheet {names}><numFmts><numFmt numFmtId="164" formatCode="[$-409]d\\ mmm\\ yyyy\\ &quot;at&quot;\\ h:mm"/><numFmt numFmtId="165" formatCode="[h]:mm:ss"/>
            <numFmt numFmtId="166" formatCode="&quot;days&quot;\\ 0_);[Red]General"/></numFmts>
            <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>
            """);
        Add("xl/sharedStrings.xml", $"""<sst {names}><si/><si><r><t xml:space="preserve">two </t></r><r><t>runs</t></r></si></sst>""");
        Add("xl/worksheets/sheet1.xml", $"{before}<worksheet {names}><sheetData>{rows}</sheetData></worksheet>");

        void Add(string name, string text)
        {
            using var entry = zip.CreateEntry(name).Open();
            entry.Write(Encoding.UTF8.GetBytes(text));
        }
    }
}
