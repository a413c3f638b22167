using System.Globalization;

namespace Futwork.Realtime.Conversation.Spoken;

/// <summary>A number as it stands in a text.</summary>
/// <param name="Whole">What stands before the point.</param>
/// <param name="Fraction">The digits after the point; empty without one.</param>
internal readonly record struct Quantity(long Whole, string Fraction)
{
    /// <summary>A number: with Indian or western commas or none, with or without a fraction. For patterns.</summary>
    public const string Pattern = @"(?:\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}|\d+)(?:\.\d+)?(?!\d)";

    private const int MostDigits = 15;

    /// <summary>It is exactly one.</summary>
    public bool IsOne => Whole == 1 && Fraction.Length == 0;

    /// <summary>Its value, to compare.</summary>
    public decimal Value => Whole + (Fraction.Length is 0 or > 10 ? 0 : decimal.Parse("0." + Fraction, CultureInfo.InvariantCulture));

    /// <summary>Reads what <see cref="Pattern"/> found; null when it is too long to be said as a number.</summary>
    public static Quantity? Read(string written)
    {
        string[] halves = written.Replace(",", "", StringComparison.Ordinal).Split('.');
        return halves[0].Length > MostDigits ? null : new Quantity(long.Parse(halves[0], CultureInfo.InvariantCulture), halves.Length > 1 ? halves[1] : "");
    }
}
