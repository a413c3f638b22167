using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Turns;

/// <summary>Special information tones: three rising ones, one right after the other (ITU-T E.180 section 6), and what they mean.</summary>
internal static class SpecialInformation
{
    private const double LongMilliseconds = 330;

    /// <summary>The meaning of the last three tones; null when they are something else.</summary>
    public static NetworkAnnouncement? EndOf(IReadOnlyList<Tone> tones)
    {
        if (tones is not [.., var low, var middle, var high] || !AreInPlace(low, middle, high)) return null;
        if (!Near(low.Hertz, 913.8, 985.2) || !Near(middle.Hertz, 1370.6, 1428.5)) return NetworkAnnouncement.Unspecified;
        return (IsLong(low), IsLong(middle)) switch
        {
            (false, false) => NetworkAnnouncement.Intercept,
            (true, false) => NetworkAnnouncement.VacantNumber,
            (false, true) => NetworkAnnouncement.Reorder,
            (true, true) => NetworkAnnouncement.NoCircuit,
        };
    }

    private static bool AreInPlace(Tone low, Tone middle, Tone high) =>
        low.Hertz is > 890 and < 1010 && middle.Hertz is > 1340 and < 1460 && high.Hertz is > 1740 and < 1840
        && Follows(low, middle) && Follows(middle, high);

    private static bool Follows(Tone first, Tone second) => (second.Start - first.End).TotalMilliseconds < 150;

    private static bool Near(double hertz, double one, double other) => Math.Abs(hertz - one) <= 12 || Math.Abs(hertz - other) <= 12;

    private static bool IsLong(Tone tone) => tone.Duration.TotalMilliseconds >= LongMilliseconds;
}
