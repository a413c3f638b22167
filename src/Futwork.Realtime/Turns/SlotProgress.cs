using Futwork.Realtime.Turns.Languages;
using Futwork.Realtime.Understanding;

namespace Futwork.Realtime.Turns;

/// <summary>How far the value that the agent asked for has come: a number short of its last digit is not over, and one with it is.</summary>
internal static class SlotProgress
{
    private const int FewDigits = 3, CodeDigits = 6, PhoneDigits = 10;
    private static readonly HashSet<string> Units = [.. TimeUnits.All, "rupees", "rupee", "rs", "dollars", "percent", "people", "rupaye", "rupay", "log", "रुपये"];

    /// <summary>Null when the answer holds nothing of the value, or none was asked for.</summary>
    public static TurnCue? Of(string text, string[] words, Awaited awaited, TurnWords language) => awaited switch
    {
        { Slot: SlotType.Phone } => Digits(words, awaited.Digits ?? PhoneDigits),
        { Digits: { } digits } => Digits(words, digits),
        { Slot: SlotType.Digits } => SpokenDigits.Read(words).Length > 0 ? TurnCue.MayGoOn : null,
        { Slot: SlotType.Email } => Email(text, words),
        { Slot: SlotType.Number } => Number(words),
        { Slot: SlotType.Date } => Date(words),
        { Slot: SlotType.Moment } => Moment(words),
        { Slot: SlotType.Name } => Name(words, language),
        { Slot: SlotType.None } => Volunteered(text, words),
        _ => null,
    };

    /// <summary>A number or an address that nobody asked for is dictated all the same.</summary>
    private static TurnCue? Volunteered(string text, string[] words)
    {
        if (Array.IndexOf(words, "dot") >= 0 || Array.IndexOf(words, "डॉट") >= 0)
            return SpokenEmail.Read(text) is { } email && !email.EndsWith(".co", StringComparison.Ordinal) ? TurnCue.Closed : TurnCue.Dictating;
        int first = Array.FindLastIndex(words, w => !NumberWords.IsNumber(w)) + 1;
        return SpokenDigits.Read(words.AsSpan(first)).Length switch
        {
            < FewDigits => null,
            < CodeDigits => TurnCue.Dictating,
            < PhoneDigits => TurnCue.Expecting,
            _ => TurnCue.Closed,
        };
    }

    /// <summary>
    /// A prefix such as "plus nine one" or a leading zero comes on top of the digits of a phone number. When a single one of many is missing, it was more
    /// likely lost on the way than left for later: people pause between groups.
    /// </summary>
    private static TurnCue? Digits(string[] words, int wanted)
    {
        string digits = SpokenDigits.Read(words);
        if (digits.Length == 0)
            return null;
        int prefix = digits.StartsWith("91", StringComparison.Ordinal) && Array.IndexOf(words, "plus") >= 0 ? 2 : wanted == PhoneDigits && digits[0] is '0' ? 1 : 0;
        return (wanted + prefix - digits.Length) switch
        {
            _ when words[^1] is "double" or "triple" => TurnCue.Dictating,
            <= 0 => TurnCue.ValueComplete,
            1 when wanted >= CodeDigits => TurnCue.Expecting,
            _ => TurnCue.Dictating,
        };
    }

    private static TurnCue? Email(string text, string[] words)
    {
        if (SpokenEmail.Read(text) is { } email)
            return email.EndsWith(".co", StringComparison.Ordinal) ? TurnCue.Dictating : TurnCue.ValueComplete;
        return SpokenEmail.HasBegun(words) ? TurnCue.Dictating : null;
    }

    private static TurnCue? Number(string[] words)
    {
        if (SpokenNumber.Read(words) is null)
            return null;
        if (Units.Contains(words[^1]))
            return TurnCue.ValueComplete;
        return NumberWords.Read(words[^1]).Kind switch
        {
            NumberWordKind.Point or NumberWordKind.Repeat or NumberWordKind.Link => TurnCue.Dictating,
            NumberWordKind.Scale => TurnCue.MayGoOn,
            _ => null,
        };
    }

    private static TurnCue? Date(string[] words)
    {
        bool day = Array.Exists(words, IsDay), month = Array.Exists(words, w => DateWords.Month(w) is not null);
        if (words[^1] is "of" or "the" or "on")
            return TurnCue.Dictating;
        return day && month ? TurnCue.Settled : day != month ? TurnCue.MayGoOn : Relative(words);
    }

    private static TurnCue? Relative(string[] words) => SpokenDate.Read(words, new DateOnly(2000, 1, 1)) is null ? null : TurnCue.Closed;

    /// <summary>"Tomorrow" may go on with the time.</summary>
    private static TurnCue? Moment(string[] words)
    {
        if (words[^1] is "at" or "on" or "the" or "in" or "after" or "around" or "of" or "past" or "to" or "half" or "quarter")
            return TurnCue.Dictating;
        if (SpokenMoment.NamesTime(words))
            return TurnCue.Closed;
        return Relative(words) is null ? null : TurnCue.MayGoOn;
    }

    private static bool IsDay(string word)
    {
        int at = 0;
        return DateWords.Day([word], ref at) is not null;
    }

    /// <summary>One word may be the first name of two; letters spelt out go on.</summary>
    private static TurnCue? Name(string[] words, TurnWords language)
    {
        if (words[^1].Length == 1 && words[^1][0] is >= 'a' and <= 'z')
            return TurnCue.Dictating;
        if (language.Dangling.LengthAtEnd(words) > 0 || words[^1] is "is" or "naam" or "नाम")
            return TurnCue.Dictating;
        return words.Length == 1 ? TurnCue.MayGoOn : null;
    }
}
