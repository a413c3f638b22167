using Futwork.Campaigns;
using Futwork.Hosting;

namespace Futwork.Leads.Imports;

/// <summary>
/// Which column holds what: <c>recipientPhoneNumber</c>, <c>externalId</c>, <c>priority</c>, <c>notBefore</c>, <c>expiresAt</c>, a field of recipientData
/// (one of such a name as <c>/recipientData/priority</c>), or nothing (empty).
/// </summary>
internal sealed record ImportMapping(IReadOnlyList<string> Headers, IReadOnlyList<string> Fields)
{
    public const string Phone = "recipientPhoneNumber";
    public const string ExternalId = "externalId";
    public const string Priority = "priority";
    public const string NotBefore = "notBefore";
    public const string ExpiresAt = "expiresAt";
    private const string DataPrefix = "/recipientData/";

    /// <summary>Letters: each lead that has the column keeps its name with the value.</summary>
    private const int LongestHeader = 1000;

    private static readonly string[] Own = [ExternalId, Priority, NotBefore, ExpiresAt];

    /// <summary>Columns that the list of refused rows has, so that it can be mended and sent as it is.</summary>
    public const string RejectRow = "import row";
    public const string RejectReason = "import error";
    private const int RejectColumns = 2;

    private static readonly HashSet<string> PhoneNames =
        ["recipientphonenumber", "phone", "phonenumber", "phoneno", "mobile", "mobilenumber", "mobileno", "contactnumber", "tonumber", "telephone", "number"];

    /// <summary>Matches the columns of a file; what the client says of a header goes before what it looks like.</summary>
    public static Checked<ImportMapping> Of(string[] cells, IReadOnlyDictionary<string, string?> said, IReadOnlyList<LeadField> schema)
    {
        string[] headers = [.. cells.Select(cell => cell.Trim())];
        if (IsOfRejects(headers))
            headers = Array.ConvertAll(headers, Csv.Unquoted);
        if (TooLarge(headers) is { } large)
            return Problem.Invalid(large);
        if (said.Keys.FirstOrDefault(header => !headers.Contains(header)) is { } unknown)
            return Wrong($"The file has no column '{unknown}'. {Spelling.Suggest(unknown, headers)}");
        string[] fields = [.. headers.Select(header => said.TryGetValue(header, out var field) ? Said(field) : Guess(header, schema))];
        if (!said.Values.Contains(Phone) && fields.Index().Where(field => field.Item == Phone).Skip(1).ToArray() is { Length: > 0 } more)
            return Wrong($"The columns '{headers[Array.IndexOf(fields, Phone)]}' and '{headers[more[0].Index]}' both look like the phone number: say which one is {Phone}.");
        if (!fields.Contains(Phone))
            return Wrong($"No column looks like the phone number; name one with mapping={{\"header\": \"{Phone}\"}}. The file has: {Spelling.List(headers)}.");
        var twice = fields.Where(field => field.Length > 0).GroupBy(field => field, StringComparer.Ordinal).FirstOrDefault(field => field.Count() > 1);
        return twice is null ? new ImportMapping(headers, fields) : Wrong($"{twice.Count()} columns would become '{twice.Key}'; map all but one of them to null, and name those apart in the file that have the same header.");
    }

    /// <summary>What follows looks at each column for each error, or for each field of the lead schema: a file without line breaks is one row of millions.</summary>
    private static FieldError? TooLarge(string[] headers)
    {
        var width = headers.Length - (IsOfRejects(headers) ? RejectColumns : 0);
        if (width > WorkbookSheet.LastColumn)
            return new FieldError(null, $"Row 1, the header, has {width} columns; at most {WorkbookSheet.LastColumn} are read, as many as a sheet of Excel has. Begin each row on a line of its own.");
        return headers.Index().FirstOrDefault(header => header.Item.Length > LongestHeader) is (var column, { } name)
            ? new FieldError(null, $"Row 1, column {column + 1}: the header has {name.Length} letters; give the column a name of at most {LongestHeader}.", ApiJson.Write(name))
            : null;
    }

    /// <summary>The file is the list of rows that an earlier import refused: its cells have <see cref="Csv.Harmless"/> quotes.</summary>
    public static bool IsOfRejects(IReadOnlyList<string> headers) => headers.Contains(RejectReason);

    /// <summary>The header of the column that holds a field.</summary>
    public string HeaderOf(string field) => Fields.Index().Where(one => one.Item == field).Select(one => Headers[one.Index]).FirstOrDefault(field);

    /// <summary>The header of the column that holds what an error points to.</summary>
    public string HeaderOfPointer(string pointer) =>
        HeaderOf(pointer.StartsWith(DataPrefix, StringComparison.Ordinal) ? Said(pointer) : pointer[1..]);

    /// <summary>Header to field, for the client to look at.</summary>
    public Dictionary<string, string> Document() =>
        Fields.Index().Where(field => field.Item.Length > 0).ToDictionary(field => Headers[field.Index], field => field.Item, StringComparer.Ordinal);

    private static string Guess(string header, IReadOnlyList<LeadField> schema)
    {
        var name = Plain(header);
        if (header.Length == 0 || header is RejectRow or RejectReason)
            return "";
        if (schema.Any(field => field.Name == header))
            return header is Priority or NotBefore or ExpiresAt ? DataPrefix + header : header;
        if (PhoneNames.Contains(name))
            return Phone;
        return Array.Find(Own, own => Plain(own) == name) ?? schema.FirstOrDefault(field => Plain(field.Name) == name)?.Name ?? header;
    }

    /// <summary>The field of recipientData that a column's field is; it is none of the lead's own.</summary>
    public static string DataField(string field) => field.StartsWith(DataPrefix, StringComparison.Ordinal) ? field[DataPrefix.Length..] : field;

    // Only a name that the lead itself has needs to be told apart.
    private static string Said(string? field)
    {
        if (field?.StartsWith(DataPrefix, StringComparison.Ordinal) is not true)
            return field ?? "";
        var name = JsonPointer.Unescape(field[DataPrefix.Length..]);
        return Own.Contains(name) || name == Phone ? DataPrefix + name : name;
    }

    private static string Plain(string header) => string.Concat(header.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static Problem Wrong(string message) => Problem.Invalid(new FieldError(null, message, Parameter: "mapping"));
}
