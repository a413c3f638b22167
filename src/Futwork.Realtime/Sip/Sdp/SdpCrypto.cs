using System.Buffers.Binary;
using System.Globalization;
using Futwork.Realtime.Rtp.Srtp;

namespace Futwork.Realtime.Sip.Sdp;

/// <summary>An <c>a=crypto</c> line (RFC 4568 section 9.1).</summary>
/// <param name="Tag">Its number, by which an answer names it.</param>
/// <param name="Keys">The key of what its writer sends.</param>
internal sealed record SdpCrypto(int Tag, SrtpKeys Keys)
{
    private static readonly string[] Harmless = ["WSH=", "KDR=0"];

    /// <summary>
    /// Reads what follows <c>crypto:</c>. Null when the line is malformed, or asks for what we cannot do: another suite, several
    /// keys, or session parameters that change how packets look.
    /// </summary>
    public static SdpCrypto? TryParse(ReadOnlySpan<char> line)
    {
        var parts = line.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 3 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var tag)) return null;
        if (SrtpSuites.ByName(parts[1]) is not { } suite || !parts[2].StartsWith("inline:", StringComparison.OrdinalIgnoreCase)) return null;
        if (!Array.TrueForAll(parts[3..], parameter => Array.Exists(Harmless, known => parameter.StartsWith(known, StringComparison.OrdinalIgnoreCase)))) return null;
        var key = parts[2]["inline:".Length..].Split('|');
        if (key.Length > 3 || !TryDecode(key[0], suite, out var master) || !TryReadRest(key.AsSpan(1), out var mki)) return null;
        return new SdpCrypto(tag, new SrtpKeys(suite, master, mki));
    }

    /// <summary>The whole line.</summary>
    public string ToLine() => $"a=crypto:{Tag} {Keys.Suite.Name()} inline:{Convert.ToBase64String(Keys.Master)}\r\n";

    /// <summary>Some peers leave out the padding.</summary>
    private static bool TryDecode(string text, SrtpSuite suite, out byte[] master)
    {
        master = new byte[SrtpKeys.Size(suite)];
        var padded = text.TrimEnd('=');
        padded = padded.PadRight((padded.Length + 3) / 4 * 4, '=');
        return padded.Length / 4 * 3 - (padded.Length - padded.TrimEnd('=').Length) == master.Length
            && Convert.TryFromBase64String(padded, master, out var length) && length == master.Length;
    }

    /// <summary>
    /// Lifetime (<c>2^31</c> or a number) and master key identifier (<c>value:length</c>), each optional. No call lasts as long as
    /// the shortest lifetime that makes sense, so it is read and no more.
    /// </summary>
    private static bool TryReadRest(ReadOnlySpan<string> parts, out byte[] mki)
    {
        mki = [];
        foreach (var part in parts)
        {
            if (!part.Contains(':', StringComparison.Ordinal)) continue;
            var (value, size) = (part[..part.IndexOf(':', StringComparison.Ordinal)], part[(part.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            if (!ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || !int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length is < 1 or > 128)
                return false;
            var bytes = new byte[128 + sizeof(ulong)];
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(128), number);
            mki = bytes[^length..];
        }

        return true;
    }
}
