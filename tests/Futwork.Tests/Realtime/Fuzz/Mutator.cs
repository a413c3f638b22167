using System.Text;

namespace Futwork.Tests.Realtime.Fuzz;

/// <summary>
/// Damages an input in ways that parsers are known to trip over: single bits and bytes, cuts, repetitions, pieces of another
/// input, huge numbers, long and deeply nested values, odd line ends, NULs and broken UTF-8. The same seed gives the same damage.
/// </summary>
internal static class Mutator
{
    private const int MostBytes = 65_000;

    private static readonly byte[][] Numbers = [.. new[]
    {
        "0", "-1", "1", "255", "256", "65535", "65536", "2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775808",
        "99999999999999999999999999", "-999", "00000000000000000001", "1e9", "0x10", " 7", "7 ",
    }.Select(Encoding.ASCII.GetBytes)];

    private static readonly byte[][] Oddities = [.. new[]
    {
        "\r\n", "\n", "\r", "\n\r", "\r\n ", "\r\n\t", "\r\n\r\n", "\0", " ", "\t", "\"", "\\", "\\\"", "<", ">", ";", ",", ":", "=", "@", "%00", "%", "?", "[", "]",
        "sip:", "tel:", "SIP/2.0 ", "INVITE", ";tag=", ";branch=z9hG4bK", "Content-Length: ", "Via: ", "v:", "m=audio ", "a=rtpmap:", "c=IN IP6 ::1", "\u2028", "\u0085", "\ud83d\ude00", "İ",
    }.Select(Encoding.UTF8.GetBytes), [0xC0, 0x80], [0xFF], [0xED, 0xA0, 0x80], [0x80], [0xF4, 0x90, 0x80, 0x80]];

    public static byte[] Mutate(Random random, IReadOnlyList<byte[]> corpus)
    {
        var input = corpus[random.Next(corpus.Count)];
        for (var rounds = 1 + random.Next(4); rounds > 0; rounds--) input = Once(random, input, corpus);
        return input.Length > MostBytes ? input[..MostBytes] : input;
    }

    private static byte[] Once(Random random, byte[] input, IReadOnlyList<byte[]> corpus)
    {
        var at = random.Next(input.Length + 1);
        var length = random.Next(Math.Min(input.Length - at, 1 + random.Next(200)) + 1);
        return random.Next(12) switch
        {
            0 => Flip(random, input),
            1 => Replace(input, at, Math.Min(1, input.Length - at), [(byte)random.Next(256)]),
            2 => input[..at],
            3 => Replace(input, at, length, []),
            4 => Replace(input, at, 0, input.AsSpan(at, length)),
            5 => Splice(random, input, at, corpus[random.Next(corpus.Count)]),
            6 => Number(random, input),
            7 => Replace(input, at, 0, Oddities[random.Next(Oddities.Length)]),
            8 => Replace(input, at, 0, Many(random)),
            9 => Line(random, input),
            10 => LineEnds(random, input),
            _ => Replace(input, at, length, Oddities[random.Next(Oddities.Length)]),
        };
    }

    private static byte[] Flip(Random random, byte[] input)
    {
        var copy = input.ToArray();
        for (var flips = 1 + random.Next(8); flips > 0 && copy.Length > 0; flips--) copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
        return copy;
    }

    private static byte[] Replace(byte[] input, int at, int length, ReadOnlySpan<byte> by) => [.. input.AsSpan(0, at), .. by, .. input.AsSpan(at + length)];

    private static byte[] Splice(Random random, byte[] input, int at, byte[] other) => [.. input.AsSpan(0, at), .. other.AsSpan(random.Next(other.Length + 1))];

    /// <summary>Puts a number that does not fit in the place of one that is there.</summary>
    private static byte[] Number(Random random, byte[] input)
    {
        var from = random.Next(input.Length + 1);
        var found = input.AsSpan(from).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (found < 0) return input;
        var start = from + found;
        var end = input.AsSpan(start).IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return Replace(input, start, end < 0 ? input.Length - start : end, Numbers[random.Next(Numbers.Length)]);
    }

    /// <summary>One oddity very often: long lines, deep nesting, thousands of list elements.</summary>
    private static byte[] Many(Random random)
    {
        var piece = Oddities[random.Next(Oddities.Length)];
        var times = 1 + random.Next(random.Next(40) == 0 ? 8000 : 100);
        var many = new byte[piece.Length * times];
        for (var i = 0; i < times; i++) piece.CopyTo(many, i * piece.Length);
        return many;
    }

    /// <summary>Repeats, drops or moves a whole line.</summary>
    private static byte[] Line(Random random, byte[] input)
    {
        var from = random.Next(input.Length + 1);
        var start = input.AsSpan(0, from).LastIndexOf((byte)'\n') + 1;
        var feed = input.AsSpan(start).IndexOf((byte)'\n');
        var line = input[start..(feed < 0 ? input.Length : start + feed + 1)];
        var to = input.AsSpan(0, random.Next(input.Length + 1)).LastIndexOf((byte)'\n') + 1;
        return random.Next(3) == 0 ? Replace(input, start, line.Length, []) : Replace(input, to, 0, line);
    }

    private static byte[] LineEnds(Random random, byte[] input)
    {
        var text = Encoding.Latin1.GetString(input);
        var end = random.Next(4) switch { 0 => "\n", 1 => "\r", 2 => "\r\n\r\n", _ => "\r\n " };
        return Encoding.Latin1.GetBytes(text.Replace("\r\n", end, StringComparison.Ordinal));
    }
}
