using System.Buffers.Binary;

namespace Futwork.Realtime.Rtp;

/// <summary>Key presses on the wire (RFC 4733): a four-byte payload of event, end bit and volume, and duration.</summary>
internal static class TelephoneEvents
{
    public const int PayloadSize = 4;

    /// <summary>The number that our offers give key presses at 8 kHz.</summary>
    public const int Offered = 101;

    /// <summary>The number that our offers give key presses at 48 kHz, beside Opus.</summary>
    public const int OfferedAt48000 = 102;

    private const string Keys = "0123456789*#ABCD";
    private const byte EndBit = 0x80;
    private const byte VolumeMinus10Dbm0 = 10;

    public static bool IsKey(char key) => Keys.Contains(char.ToUpperInvariant(key), StringComparison.Ordinal);

    /// <summary>The key of an event's number; null for events that are no keys.</summary>
    public static char? KeyOf(uint number) => number < (uint)Keys.Length ? Keys[(int)number] : null;

    public static byte Event(char key) => (byte)Keys.IndexOf(char.ToUpperInvariant(key), StringComparison.Ordinal);

    /// <summary>What a payload tells of a key; false for events that are no keys, such as a hook flash.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out KeyEvent told)
    {
        told = default;
        if (payload.Length < PayloadSize || KeyOf(payload[0]) is not { } key) return false;
        told = new KeyEvent(key, IsEnd: (payload[1] & EndBit) != 0, BinaryPrimitives.ReadUInt16BigEndian(payload[2..]));
        return true;
    }

    public static void Write(Span<byte> payload, char key, bool end, ushort duration)
    {
        payload[0] = Event(key);
        payload[1] = (byte)((end ? EndBit : 0) | VolumeMinus10Dbm0);
        BinaryPrimitives.WriteUInt16BigEndian(payload[2..], duration);
    }
}

/// <summary>What one packet tells of a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="IsEnd">The press is over.</param>
/// <param name="Duration">So far, in units of the timestamp.</param>
internal readonly record struct KeyEvent(char Key, bool IsEnd, ushort Duration);
