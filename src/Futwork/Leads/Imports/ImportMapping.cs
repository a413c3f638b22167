using Futwork.Campaigns;
using Futwork.Hosting;

namespace Futwork.Leads.Imports;

/// <summary>Which column holds what: <c>recipientPhoneNumber</c>, <c>externalId</c>, a field of recipientData, or nothing (empty).</summary>
internal sealed record ImportMapping(IReadOnlyList<string> Headers, IReadOnlyList<string> Fields)
{
    public const string Phone = "recipientPhoneNumber";
    public const string ExternalId = "externalId";

    /// <summary>Columns that the list of refused rows has, so that it can be mended and sent as it is.</summary>
    public const string RejectRow = "import row";
    public const string RejectReason = "import error";

    private static readonly HashSet<string> PhoneNames =
        ["recipientphonenumber", "phone", "phonenumber", "phoneno", "mobile", "mobilenumber", "mobileno", "contactnumber", "tonumber", "telephone", "number"];

    /// <summary>Matches the columns of a file; what the client says of a header goes before what it looks like.</summary>
    public static Checked<ImportMapping> Of(string[] cells, IReadOnlyDictionary<string, string?> said, IReadOnlyList<LeadField> schema)
    {
        string[] headers = [.. cells.Select(cell => cell.Trim())];
        if (said.Keys.FirstOrDefault(header => !headers.Contains(header)) is { } unknown)
            return Wrong($"The file has no column '{unknown}'. {Spelling.Suggest(unknown, headers)}");
        string[] fields = [.. headers.Select(header => said.TryGetValue(header, out var field) ? field ?? "" : Guess(header, schema))];
        if (!said.Values.Contains(Phone) && fields.Index().Where(field => field.Item == Phone).Skip(1).ToArray() is { Length: > 0 } more)
            return Wrong($"The columns '{headers[Array.IndexOf(fields, Phone)]}' and '{headers[more[0].Index]}' both look like the phone number: say which one is {Phone}.");
        if (!fields.Contains(Phone))
            return Wrong($"No column looks like the phone number; name one with mapping={{\"header\": \"{Phone}\"}}. The file has: {string.Join(", ", headers)}.");
        var twice = fields.Where(field => field.Length > 0).GroupBy(field => field, StringComparer.Ordinal).FirstOrDefault(field => field.Count() > 1);
        return twice is null ? new ImportMapping(headers, fields) : Wrong($"{twice.Count()} columns would become '{twice.Key}'; map all but one of them to null.");
    }

    /// <summary>The header of the column that holds a field.</summary>
    public string HeaderOf(string field) => Fields.Index().Where(one => one.Item == field).Select(one => Headers[one.Index]).FirstOrDefault(field);

    /// <summary>Header to field, for the client to look at.</summary>
    public Dictionary<string, string> Document() =>
        Fields.Index().Where(field => field.Item.Length > 0).ToDictionary(field => Headers[field.Index], field => field.Item, StringComparer.Ordinal);

    private static string Guess(string header, IReadOnlyList<LeadField> schema)
    {
        var name = Plain(header);
        if (header.Length == 0 || header is RejectRow or RejectReason)
            return "";
        if (schema.FirstOrDefault(field => field.Name == header) is not null)
            return header;
        if (PhoneNames.Contains(name))
            return Phone;
        return name == "externalid" ? ExternalId : schema.FirstOrDefault(field => Plain(field.Name) == name)?.Name ?? header;
    }

    private static string Plain(string header) => string.Concat(header.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static Problem Wrong(string message) => Problem.Invalid(new FieldError(null, message, Parameter: "mapping"));
}
