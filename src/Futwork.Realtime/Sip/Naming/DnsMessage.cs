using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Futwork.Realtime.Sip.Naming;

/// <summary>DNS messages (RFC 1035 section 4). Nothing in an answer is believed before it was checked: lengths, offsets and the question.</summary>
internal static class DnsMessage
{
    public const int HeaderBytes = 12;
    private const int MaxName = 255;
    private const int MaxLabel = 63;
    private const ushort Internet = 1;

    /// <summary>The longest that anything is remembered, whatever the record says.</summary>
    private static readonly TimeSpan LongestTtl = TimeSpan.FromHours(1);

    /// <summary>A name that can be asked for: labels of 1 to 63 bytes of ASCII, 253 in all.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= MaxName - 2 && Ascii.IsValid(name) && Array.TrueForAll(name.Split('.'), label => label.Length is > 0 and <= MaxLabel);

    /// <summary>A recursive query; the id is the caller's to draw.</summary>
    public static byte[] Query(ushort id, string name, DnsType type)
    {
        var query = new byte[HeaderBytes + name.Length + 2 + 4];
        BinaryPrimitives.WriteUInt16BigEndian(query, id);
        query[2] = 1; // recursion desired
        query[5] = 1; // one question
        var at = HeaderBytes;
        foreach (var label in name.Split('.'))
        {
            query[at++] = (byte)label.Length;
            at += Encoding.ASCII.GetBytes(label, query.AsSpan(at));
        }

        BinaryPrimitives.WriteUInt16BigEndian(query.AsSpan(at + 1), (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(query.AsSpan(at + 3), Internet);
        return query;
    }

    /// <summary>Reads an answer to that query; null when it is none, or is malformed.</summary>
    public static DnsAnswer? Parse(ReadOnlySpan<byte> bytes, ushort id, string name, DnsType type)
    {
        var reader = new DnsReader(bytes);
        if (!reader.TryNumber(out var answered) || answered != id || !reader.TryNumber(out var flags) || (flags & 0x8000) == 0) return null;
        if (!reader.TryNumber(out var questions) || !reader.TryNumber(out var answers) || !reader.TryNumber(out var authorities) || !reader.TryNumber(out var additional)) return null;
        if (questions != 1 || !reader.TryName(out var asked) || !reader.TryNumber(out var askedType) || !reader.TryNumber(out var askedClass)) return null;
        if (!asked.Equals(name, StringComparison.OrdinalIgnoreCase) || askedType != (ushort)type || askedClass != Internet) return null;
        var truncated = (flags & 0x0200) != 0;
        List<DnsRecord> records = [];
        var nothing = TimeSpan.FromSeconds(30);
        for (var i = 0; i < answers + authorities + additional; i++)
        {
            if (!TryRecord(ref reader, out var record)) return truncated ? new DnsAnswer(flags & 15, true, [], nothing) : null;
            if (record is AuthorityRecord authority) nothing = authority.Ttl;
            else if (record is not null && (i < answers || i >= answers + authorities)) records.Add(record);
        }

        return new DnsAnswer(flags & 15, truncated, records, nothing);
    }

    private static bool TryRecord(ref DnsReader reader, out DnsRecord? record)
    {
        record = null;
        if (!reader.TryName(out var name) || !reader.TryNumber(out var type) || !reader.TryNumber(out var family) || !reader.TryLong(out var seconds)
            || !reader.TryNumber(out var length) || !reader.TryEnter(length, out var end)) return false;
        // A TTL with its highest bit set counts as zero (RFC 2181 section 8).
        var ttl = seconds > int.MaxValue ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(seconds, LongestTtl.TotalSeconds));
        if (family == Internet && !TryData(ref reader, (DnsType)type, name, ttl, length, out record)) return false;
        return reader.TryLeave(end);
    }

    private static bool TryData(ref DnsReader reader, DnsType type, string name, TimeSpan ttl, int length, out DnsRecord? record)
    {
        record = null;
        switch (type)
        {
            case DnsType.A or DnsType.Aaaa:
                if (length != (type == DnsType.A ? 4 : 16) || !reader.TryBytes(length, out var address)) return false;
                record = new AddressRecord(name, ttl, new System.Net.IPAddress(address));
                return true;
            case DnsType.Cname:
                if (!reader.TryName(out var alias)) return false;
                record = new AliasRecord(name, ttl, alias);
                return true;
            case DnsType.Srv:
                if (!reader.TryNumber(out var priority) || !reader.TryNumber(out var weight) || !reader.TryNumber(out var port) || !reader.TryName(out var target)) return false;
                record = new ServiceRecord(name, ttl, priority, weight, port, target);
                return true;
            case DnsType.Naptr:
                if (!reader.TryNumber(out var order) || !reader.TryNumber(out var preference) || !reader.TryText(out var flags) || !reader.TryText(out var service)
                    || !reader.TryText(out _) || !reader.TryName(out var replacement)) return false;
                record = new PointerRecord(name, ttl, order, preference, flags.ToLowerInvariant(), service.ToUpper(CultureInfo.InvariantCulture), replacement);
                return true;
            case DnsType.Soa:
                if (!reader.TryName(out _) || !reader.TryName(out _) || !reader.TryBytes(16, out _) || !reader.TryLong(out var minimum)) return false;
                record = new AuthorityRecord(name, TimeSpan.FromSeconds(Math.Min(Math.Min(minimum, ttl.TotalSeconds), LongestTtl.TotalSeconds)));
                return true;
            default:
                return true;
        }
    }
}
