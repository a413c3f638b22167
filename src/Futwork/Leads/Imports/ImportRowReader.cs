using System.Buffers;
using System.Text;
using System.Text.Json;
using Futwork.Consent;
using Futwork.Hosting;

namespace Futwork.Leads.Imports;

/// <summary>Makes leads of the rows of a file, as their campaign wants them at this moment. For one thread.</summary>
internal sealed class ImportRowReader(ImportMapping mapping, OpenCampaign campaign, string workspaceId, LeadsOptions options, TimeProvider time) : IDisposable
{
    private static readonly HashSet<string> FormulaErrors =
        ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"];

    private readonly ArrayBufferWriter<byte> _json = new(1024);
    private readonly Utf8JsonWriter _writer = new(new ArrayBufferWriter<byte>(), new JsonWriterOptions { Encoder = ApiJson.Options.Encoder, SkipValidation = true });

    private readonly Column[] _columns =
    [
        .. mapping.Fields.Select((field, i) => new Column(
            mapping.Headers[i], field, ImportMapping.DataField(field), campaign.Intake.Schema.FirstOrDefault(one => one.Name == ImportMapping.DataField(field))?.Type)),
    ];

    private readonly DateTimeOffset _now = time.GetUtcNow();

    private readonly bool _isOfRejects = ImportMapping.IsOfRejects(mapping.Headers);

    public ImportRow Read(long number, string[] cells)
    {
        if (Array.TrueForAll(cells, string.IsNullOrWhiteSpace))
            return new ImportRow(number, cells, null, []);
        if (cells.Length > _columns.Length && cells.AsSpan(_columns.Length).ContainsAnyExcept(""))
        {
            var fix = $"The row has more cells than the header, which has {_columns.Length}; put quotes around text that has the delimiter in it.";
            return new ImportRow(number, cells, null, [new ImportError(number, null, "too-many-cells", cells[_columns.Length], fix)]);
        }

        var errors = new List<ImportError>();
        var request = Request(number, cells, errors);
        if (errors.Count > 0)
            return new ImportRow(number, cells, null, errors);
        var phone = campaign.Intake.Check(request, _now);
        if (phone.Problem is { } problem)
            errors.AddRange(problem.Errors.Select(error => Error(number, error, request)));
        if (_json.WrittenCount > options.RecipientDataLimit)
            errors.Add(new ImportError(number, null, "data-too-large", null, $"The row has more than {options.RecipientDataLimit} bytes of data."));
        if (request.ExternalId?.Length > LeadRequest.LongestExternalId)
            errors.Add(new ImportError(number, mapping.HeaderOf(ImportMapping.ExternalId), "invalid", request.ExternalId, $"It must have at most {LeadRequest.LongestExternalId} characters."));
        return new ImportRow(number, cells, errors.Count > 0 ? null : request.ToLead(workspaceId, campaign, phone.Value!, time), errors);
    }

    public void Dispose() => _writer.Dispose();

    private LeadRequest Request(long number, string[] cells, List<ImportError> errors)
    {
        var (phone, externalId, priority, notBefore, expiresAt) = ("", (string?)null, (int?)null, (DateTimeOffset?)null, (DateTimeOffset?)null);
        _json.ResetWrittenCount();
        _writer.Reset(_json);
        _writer.WriteStartObject();
        for (var i = 0; i < _columns.Length && i < cells.Length && errors.Count < Problem.MostErrors; i++)
        {
            // PostgreSQL keeps no NUL in a text.
            var (column, cell) = (_columns[i], cells[i].Replace("\0", "", StringComparison.Ordinal).Trim());
            if (cell.Length == 0 || column.Field.Length == 0)
                continue;
            if (_isOfRejects)
                cell = Csv.Unquoted(cell);
            if (cell[0] == '#' && FormulaErrors.Contains(cell))
            {
                errors.Add(new ImportError(number, column.Header, "formula-error", cell, "The formula has no result: write the value itself."));
                continue;
            }

            switch (column.Field)
            {
                case ImportMapping.Phone:
                    phone = PhoneCell.Clean(cell);
                    break;
                case ImportMapping.ExternalId:
                    externalId = cell;
                    break;
                case ImportMapping.Priority:
                    priority = Taken(ImportCell.Priority(cell));
                    break;
                case ImportMapping.NotBefore:
                    notBefore = Taken(ImportCell.Moment(cell, campaign.Intake.Timezone, isStart: true));
                    break;
                case ImportMapping.ExpiresAt:
                    expiresAt = Taken(ImportCell.Moment(cell, campaign.Intake.Timezone, isStart: false));
                    break;
                default:
                    ImportCell.Write(_writer, column.Name, cell, column.Type);
                    break;
            }

            T? Taken<T>((T? Value, string? Fix) read)
                where T : struct
            {
                if (read.Fix is { } fix)
                    errors.Add(new ImportError(number, column.Header, "invalid", cell, fix));
                return read.Value;
            }
        }

        _writer.WriteEndObject();
        _writer.Flush();
        return new LeadRequest
        {
            RecipientPhoneNumber = phone,
            RecipientData = new RawJson(Encoding.UTF8.GetString(_json.WrittenSpan)),
            ExternalId = externalId,
            Priority = priority,
            NotBefore = notBefore,
            ExpiresAt = expiresAt,
        };
    }

    private ImportError Error(long number, FieldError error, LeadRequest request)
    {
        if (error.Pointer == "/recipientPhoneNumber")
        {
            var (code, fix) = PhoneCell.Explain(request.RecipientPhoneNumber, error.Message);
            return new ImportError(number, mapping.HeaderOf(ImportMapping.Phone), code, request.RecipientPhoneNumber, fix);
        }

        return new ImportError(number, mapping.HeaderOfPointer(error.Pointer!), error.Sent is null ? "missing" : "invalid", error.Sent, error.Message);
    }

    /// <param name="Field">As <see cref="ImportMapping.Fields"/> has it.</param>
    /// <param name="Name">Its name in recipientData, where it is one of those.</param>
    /// <param name="Type">What the lead schema says that it is; null when it says nothing.</param>
    private sealed record Column(string Header, string Field, string Name, string? Type);
}
