using System.Globalization;
using Futwork.Hosting;

namespace Futwork.Consent;

/// <summary>A row of a do-not-call file that could not be taken.</summary>
/// <param name="Row">Its row in the file, from 1; the first is the header, and empty ones count.</param>
/// <param name="Column">The column that is wrong.</param>
/// <param name="Code"><c>invalid-phone</c>, <c>invalid-expiry</c>, <c>expired</c> or <c>too-long</c>.</param>
/// <param name="Value">What stands there.</param>
/// <param name="Fix">What would be right.</param>
internal sealed record SuppressionRowError(int Row, string Column, string Code, string Value, string Fix);

/// <summary>What became of a do-not-call file. The counts add up: <c>rows</c> = <c>listed</c> + <c>known</c> + <c>rejected</c>.</summary>
/// <param name="Rows">Rows below the header that hold anything.</param>
/// <param name="Listed">Numbers that were not on the list before.</param>
/// <param name="Known">Those that were, or stand in the file twice; they stay for the longer time, and those whose owner asked for it on a call stay so (<c>source</c> is <c>call</c>).</param>
/// <param name="Rejected">Rows that could not be taken.</param>
/// <param name="Errors">Why, the first thousand of them.</param>
internal sealed record SuppressionImport(int Rows, int Listed, int Known, int Rejected, IReadOnlyList<SuppressionRowError> Errors);

/// <summary>The rows of a do-not-call file.</summary>
/// <param name="Taken">Those that can be listed.</param>
/// <param name="Rejected">How many cannot.</param>
/// <param name="Errors">Why, the first <see cref="SuppressionFile.MostErrors"/> of them.</param>
internal sealed record SuppressionRows(List<Suppression> Taken, int Rejected, List<SuppressionRowError> Errors);

/// <summary>The do-not-call list as a file.</summary>
internal static class SuppressionFile
{
    public const string Header = "phone,source,note,expiresAt,createdAt,callSid";

    /// <summary>Of one file; it is listed whole or not at all.</summary>
    public const int MostRows = 1_000_000;

    /// <summary>So many rejected rows are told.</summary>
    public const int MostErrors = 1000;

    private const int LongestSource = 50;
    private const int LongestNote = 500;
    private const int LongestShown = 50;
    private static readonly string[] PhoneNames = ["phone", "number", "phonenumber", "mobile", "msisdn"];
    private static readonly string[] DateForms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss", "dd/MM/yyyy", "dd-MM-yyyy"];

    /// <summary>Reads a file.</summary>
    /// <param name="text">The file.</param>
    /// <param name="country">That national numbers are taken for.</param>
    /// <param name="now">Rows that are over by then are rejected.</param>
    /// <param name="take">Makes a row; the id and workspace are the caller's.</param>
    /// <param name="most">With more rows it is refused.</param>
    public static Checked<SuppressionRows> Read(
        string text, string country, DateTimeOffset now, Func<string, string, string?, long?, Suppression> take, int most = MostRows)
    {
        try
        {
            return ReadRows(text, country, now, take, most);
        }
        catch (InvalidDataException exception)
        {
            return Problem.Invalid(new FieldError(null, exception.Message));
        }
    }

    private static Checked<SuppressionRows> ReadRows(
        string text, string country, DateTimeOffset now, Func<string, string, string?, long?, Suppression> take, int most)
    {
        text = text.TrimStart('\uFEFF');
        using var rows = Csv.Rows(new StringReader(text), Csv.DelimiterOf(new StringReader(text))).GetEnumerator();
        if (!rows.MoveNext())
            return Problem.Invalid(new FieldError(null, "The file is empty; its first line names the columns, of which phone must be one."));
        var names = Array.ConvertAll(rows.Current, name => name.Replace(" ", "").Replace("_", "").ToLowerInvariant());
        var phoneAt = Array.FindIndex(names, PhoneNames.Contains);
        if (phoneAt < 0)
            return Problem.Invalid(new FieldError(null, $"No column of the first line is named phone; it has: {Spelling.List(rows.Current)}."));
        var (sourceAt, noteAt, expiryAt) = (Array.IndexOf(names, "source"), Array.IndexOf(names, "note"), Array.IndexOf(names, "expiresat"));
        var (taken, rejected, errors) = (new List<Suppression>(), 0, new List<SuppressionRowError>());
        for (var row = 2; rows.MoveNext(); row++)
        {
            // PostgreSQL keeps no NUL in a text.
            var cells = Array.ConvertAll(rows.Current, cell => cell.Replace("\0", "").Trim());
            if (Array.TrueForAll(cells, cell => cell.Length == 0))
                continue;
            if (taken.Count + rejected == most)
                return Problem.Invalid(new FieldError(null, $"It has more than {most} rows; nothing was listed. Send it in parts."));
            string Cell(int at) => at >= 0 && at < cells.Length ? cells[at] : "";
            var (phone, wrong) = PhoneNumber.Parse(PhoneCell.Clean(Cell(phoneAt)), country);
            var (source, note) = (Cell(sourceAt), Cell(noteAt));
            if (phone is null)
                Reject(names[phoneAt], "invalid-phone", Cell(phoneAt), wrong!);
            else if (source.Length > LongestSource)
                Reject("source", "too-long", source, $"At most {LongestSource} characters.");
            else if (note.Length > LongestNote)
                Reject("note", "too-long", note, $"At most {LongestNote} characters.");
            else if (!TryExpiry(Cell(expiryAt), out var expires))
                Reject("expiresAt", "invalid-expiry", Cell(expiryAt), "A date such as 2027-01-31 or a time such as 2027-01-31T10:00:00Z; empty is for good.");
            else if (expires <= now)
                Reject("expiresAt", "expired", Cell(expiryAt), "It must lie in the future; leave the row out.");
            else
                taken.Add(take(phone, source.Length == 0 ? Suppression.ByFile : Csv.Unquoted(source), note.Length == 0 ? null : Csv.Unquoted(note), expires?.ToUnixTimeMilliseconds()));

            void Reject(string column, string code, string value, string fix)
            {
                if (++rejected <= MostErrors)
                    errors.Add(new(row, column, code, value.Length <= LongestShown ? value : value[..LongestShown], fix));
            }
        }

        return new SuppressionRows(taken, rejected, errors);
    }

    public static string Line(Suppression row) =>
        Csv.Line(row.Phone, Csv.Harmless(row.Source), Csv.Harmless(row.Note), Times.FromUnix(row.ExpiresAt)?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            Times.FromUnix(row.CreatedAt).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), row.CallId);

    private static bool TryExpiry(string text, out DateTimeOffset? at)
    {
        at = null;
        if (text.Length == 0)
            return true;
        var known = DateTimeOffset.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expires);
        at = known ? expires : null;
        return known;
    }
}
