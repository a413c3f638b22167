using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Futwork.Data;

/// <summary>Ids of 24 lower-case hex digits, ordered by the time they were made: 6 bytes of unix milliseconds, 6 random ones.</summary>
internal static class Ids
{
    /// <summary>A new id.</summary>
    public static string New(TimeProvider time)
    {
        Span<byte> bytes = stackalloc byte[14];
        BinaryPrimitives.WriteInt64BigEndian(bytes, time.GetUtcNow().ToUnixTimeMilliseconds());
        RandomNumberGenerator.Fill(bytes[8..]);
        return Convert.ToHexStringLower(bytes[2..]);
    }

    /// <summary>The text has the form of an id. Anything else can be answered "not found" without asking the database.</summary>
    public static bool IsId(string text) => text.Length == 24 && text.All(char.IsAsciiHexDigitLower);
}
