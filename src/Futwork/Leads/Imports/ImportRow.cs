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
}
