namespace Futwork.Realtime.Understanding;

/// <summary>Reads a phone number as people dictate it, with or without the country's prefix.</summary>
internal static class SpokenPhone
{
    private const int Shortest = 7;
    private const int Longest = 15;

    /// <summary>The digits (a leading <c>+</c> when "plus" was said), or null when they are no phone number.</summary>
    /// <param name="text">What was said.</param>
    /// <param name="digits">How many digits a number has; null takes any number that can be dialled (ITU-T E.164: at most 15).</param>
    public static string? Read(string text, int? digits = null)
    {
        string[] words = Words.Split(text);
        string read = SpokenDigits.Read(words);
        bool international = Array.IndexOf(words, "plus") >= 0 || text.Contains('+', StringComparison.Ordinal);
        bool fits = digits is { } count ? read.Length == count || (international && read.Length > count) : read.Length is >= Shortest and <= Longest;
        return !fits ? null : international ? $"+{read}" : read;
    }
}
