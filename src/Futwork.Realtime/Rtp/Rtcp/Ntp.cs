namespace Futwork.Realtime.Rtp.Rtcp;

/// <summary>Times as RTCP writes them: seconds since 1900 with a binary fraction (RFC 3550 section 4).</summary>
internal static class Ntp
{
    private const ulong SecondsTo1970 = 2_208_988_800;

    /// <param name="nanoseconds">Nanoseconds since 1970, as the kernel stamps packets.</param>
    public static ulong From(long nanoseconds)
    {
        var (seconds, rest) = Math.DivRem(nanoseconds, 1_000_000_000);
        return (((ulong)seconds + SecondsTo1970) << 32) | (((ulong)rest << 32) / 1_000_000_000);
    }

    /// <summary>The middle half: a time in units of 1/65536 s, as reports refer to it.</summary>
    public static uint Middle(ulong time) => (uint)(time >> 16);

    public static double Milliseconds(uint units) => units * 1000d / 65536;
}
