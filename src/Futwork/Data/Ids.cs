using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Futwork.Data;

/// <summary>Ids of 24 lower-case hex digits, ordered by the time they were made: 6 bytes of unix milliseconds, 6 random ones.</summary>
internal static class Ids
{
    private const int RandomOfOne = 6;
    private const int MadeAtOnce = 64;

    // Asking the system for each alone would be most of the cost of an id.
    [ThreadStatic]
    private static byte[]? _random;

    [ThreadStatic]
    private static int _used;

    /// <summary>A new id.</summary>
    public static string New(TimeProvider time)
    {
        Span<byte> bytes = stackalloc byte[8 + RandomOfOne];
        BinaryPrimitives.WriteInt64BigEndian(bytes, time.UnixNow());
        TakeRandom(bytes[8..]);
        return Convert.ToHexStringLower(bytes[2..]);
    }

    /// <summary>Not greater than any id that is made from that moment on, and greater than all that were made before it.</summary>
    public static string First(DateTimeOffset at) => at.ToUnixTimeMilliseconds().ToString("x12", CultureInfo.InvariantCulture);

    private static void TakeRandom(Span<byte> bytes)
    {
        _random ??= new byte[MadeAtOnce * RandomOfOne];
        if (_used % _random.Length == 0)
        {
            RandomNumberGenerator.Fill(_random);
            _used = 0;
        }

        _random.AsSpan(_used, RandomOfOne).CopyTo(bytes);
        _used += RandomOfOne;
    }
}
