using System.Globalization;
using System.Text;
using System.Text.Json;
using Futwork.Hosting;

namespace Futwork.Leads.Imports;

/// <summary>What a cell, which is always text, was meant to be.</summary>
internal static class ImportCell
{
    private const string PriorityFix = "It must be a whole number from 0 to 9; the highest is called first.";
    private const string MomentFix = "It must be a moment: 2026-12-01 09:00 by the campaign's timezone, or with an offset, 2026-12-01T09:00:00+05:30.";
    private const string NoTimezone = "It has no offset from UTC, and the campaign no timezone to read it by: write 2026-12-01T09:00:00+05:30, or give the campaign a timezone.";
    private const string NoTime = "It has a day but no time: say until when on that day, such as 2026-12-01 18:00.";

    // In a push a body and its recipientData are around it.
    private static readonly JsonDocumentOptions InRecipientData = ApiJson.DocumentOptions with { MaxDepth = ApiJson.DocumentOptions.MaxDepth - 2 };

    public static (int? Value, string? Fix) Priority(string cell) =>
        decimal.TryParse(cell, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        && number == decimal.Truncate(number) && number is >= 0 and <= 9 ? ((int)number, null) : (null, PriorityFix);

    /// <param name="cell">With an offset, or by the campaign's clock, as spreadsheets keep it.</param>
    /// <param name="timezone">The campaign's; null when it has none.</param>
    /// <param name="isStart">A day alone is its first moment. As an end it would be unclear whether the day is part of it.</param>
    public static (DateTimeOffset? Value, string? Fix) Moment(string cell, string? timezone, bool isStart)
    {
        var isDay = DateOnly.TryParseExact(cell, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
        if (isDay && !isStart)
            return (null, NoTime);
        var text = isDay ? $"{cell}T00:00" : cell is [_, _, _, _, '-', _, _, '-', _, _, ' ', ..] ? $"{cell[..10]}T{cell[11..]}" : cell;
        if (Consent.Moment.Of(text, timezone) is { } moment)
            return (moment.ToDateTimeOffset(), null);
        return (null, Consent.Moment.LocalOf(text) is not null ? NoTimezone : MomentFix);
    }

    /// <summary>Writes it as the type that the lead schema says. What cannot be it stays text, which the schema then refuses.</summary>
    public static void Write(Utf8JsonWriter json, string name, string cell, string? type)
    {
        if (type == "number" && decimal.TryParse(cell, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            json.WriteNumber(name, number);
        else if (type == "boolean" && Flag(cell) is { } flag)
            json.WriteBoolean(name, flag);
        else if (type is "object" or "array" && IsJson(cell))
        {
            json.WritePropertyName(name);
            json.WriteRawValue(cell);
        }
        else
            json.WriteString(name, cell);
    }

    private static bool? Flag(string cell) => cell.ToLowerInvariant() switch
    {
        "true" or "yes" or "1" => true,
        "false" or "no" or "0" => false,
        _ => null,
    };

    /// <summary>It is JSON, and such as a push may have there, too.</summary>
    private static bool IsJson(string cell)
    {
        try
        {
            if (JsonSyntax.BrokenText(Encoding.UTF8.GetBytes(cell)) is not null)
                return false;
            using var document = JsonDocument.Parse(cell, InRecipientData);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
