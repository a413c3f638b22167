using System.Globalization;
using System.Text;
using System.Text.Json;
using Futwork.Campaigns;
using Futwork.Consent;
using Futwork.Hosting;

namespace Futwork.Leads.Imports;

/// <summary>One thing wrong in a row of a file.</summary>
/// <param name="Row">As a spreadsheet counts: the header is row 1.</param>
/// <param name="Column">The column's header.</param>
/// <param name="Code">A short name to branch on.</param>
/// <param name="Value">What stands there.</param>
/// <param name="Fix">What is wrong with it and what would be right.</param>
internal sealed record ImportError(long Row, string? Column, string Code, string? Value, string Fix);

/// <summary>A row of a file: the lead that it becomes, or everything that keeps it from being one.</summary>
internal sealed record ImportRow(long Number, string[] Cells, Lead? Lead, IReadOnlyList<ImportError> Errors)
{
    private static readonly HashSet<string> FormulaErrors = ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"];

    public bool IsBlank => Lead is null && Errors.Count == 0;

    public ImportRow Duplicate(LeadWritten written, ImportMapping mapping)
    {
        var (field, code, value) = written.ByNumber
            ? (ImportMapping.Phone, "duplicate-number", Lead!.PhoneSent)
            : (ImportMapping.ExternalId, "duplicate-external-id", Lead!.ExternalId);
        var fix = written.Existing is { } existing and not ImportTrial.EarlierRow
            ? $"The campaign has a lead with it already: {existing}. Leave the row out."
            : "An earlier row of this file has it; give each row its own.";
        return this with { Errors = [new ImportError(Number, mapping.HeaderOf(field), code, value, fix)], Lead = null };
    }

    public static ImportRow Read(long number, string[] cells, ImportMapping mapping, OpenCampaign campaign, string workspaceId, LeadsOptions options, TimeProvider time)
    {
        if (cells.All(string.IsNullOrWhiteSpace))
            return new ImportRow(number, cells, null, []);
        if (cells.Skip(mapping.Headers.Count).Any(cell => cell.Length > 0))
        {
            var fix = $"The row has {cells.Length} cells and the header {mapping.Headers.Count}; put quotes around text that has the delimiter in it.";
            return new ImportRow(number, cells, null, [new ImportError(number, null, "too-many-cells", cells[mapping.Headers.Count], fix)]);
        }

        if (Broken(number, cells, mapping) is { Count: > 0 } broken)
            return new ImportRow(number, cells, null, broken);
        var request = Request(cells, mapping, campaign.Intake.Schema);
        var phone = campaign.Intake.Check(request, time.GetUtcNow());
        List<ImportError> errors = [.. (phone.Problem?.Errors ?? []).Select(error => Error(number, error, request, mapping))];
        if (Encoding.UTF8.GetByteCount(request.RecipientData.Text) > options.RecipientDataLimit)
            errors.Add(new ImportError(number, null, "data-too-large", null, $"The row has more than {options.RecipientDataLimit} bytes of data."));
        if (request.ExternalId?.Length > LeadRequest.LongestExternalId)
            errors.Add(new ImportError(number, mapping.HeaderOf(ImportMapping.ExternalId), "invalid", request.ExternalId, $"It must have at most {LeadRequest.LongestExternalId} characters."));
        return new ImportRow(number, cells, errors.Count > 0 ? null : request.ToLead(workspaceId, campaign, phone.Value!, time), errors);
    }

    private static List<ImportError> Broken(long number, string[] cells, ImportMapping mapping) =>
    [
        .. cells.Take(mapping.Fields.Count).Index().Where(cell => mapping.Fields[cell.Index].Length > 0 && FormulaErrors.Contains(cell.Item.Trim()))
            .Select(cell => new ImportError(number, mapping.Headers[cell.Index], "formula-error", cell.Item.Trim(), "The formula has no result: write the value itself.")),
    ];

    private static LeadRequest Request(string[] cells, ImportMapping mapping, IReadOnlyList<LeadField> schema)
    {
        string? phone = null, externalId = null;
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = ApiJson.Options.Encoder, SkipValidation = true }))
        {
            json.WriteStartObject();
            for (var i = 0; i < mapping.Fields.Count && i < cells.Length; i++)
            {
                // PostgreSQL keeps no NUL in a text.
                var (field, cell) = (mapping.Fields[i], cells[i].Replace("\0", "", StringComparison.Ordinal).Trim());
                if (field == ImportMapping.Phone)
                    phone = PhoneCell.Clean(cell);
                else if (field == ImportMapping.ExternalId)
                    externalId = cell.Length > 0 ? cell : null;
                else if (field.Length > 0 && cell.Length > 0)
                    Write(json, field, cell, schema.FirstOrDefault(one => one.Name == field)?.Type);
            }

            json.WriteEndObject();
        }

        var data = new RawJson(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        return new LeadRequest { RecipientPhoneNumber = phone ?? "", RecipientData = data, ExternalId = externalId };
    }

    // A cell has no type: the schema says which one was meant. What cannot be it stays text, which the schema then refuses.
    private static void Write(Utf8JsonWriter json, string field, string cell, string? type)
    {
        if (type == "number" && decimal.TryParse(cell, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            json.WriteNumber(field, number);
        else if (type == "boolean" && Flag(cell) is { } flag)
            json.WriteBoolean(field, flag);
        else if (type is "object" or "array" && IsJson(cell))
        {
            json.WritePropertyName(field);
            json.WriteRawValue(cell);
        }
        else
            json.WriteString(field, cell);
    }

    private static bool? Flag(string cell) => cell.ToLowerInvariant() switch
    {
        "true" or "yes" or "1" => true,
        "false" or "no" or "0" => false,
        _ => null,
    };

    private static bool IsJson(string cell)
    {
        try
        {
            using var document = JsonDocument.Parse(cell, ApiJson.DocumentOptions);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static ImportError Error(long number, FieldError error, LeadRequest request, ImportMapping mapping)
    {
        if (error.Pointer == "/recipientPhoneNumber")
        {
            var (code, fix) = PhoneCell.Explain(request.RecipientPhoneNumber, error.Message);
            return new ImportError(number, mapping.HeaderOf(ImportMapping.Phone), code, request.RecipientPhoneNumber, fix);
        }

        var field = error.Pointer!.Split('/')[^1].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        return new ImportError(number, mapping.HeaderOf(field), error.Sent is null ? "missing" : "invalid", error.Sent, error.Message);
    }
}
