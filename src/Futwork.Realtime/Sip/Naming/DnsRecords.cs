using System.Net;

namespace Futwork.Realtime.Sip.Naming;

/// <summary>The types of record that finding a SIP server takes.</summary>
internal enum DnsType : ushort
{
    A = 1,
    Cname = 5,
    Soa = 6,
    Aaaa = 28,
    Srv = 33,
    Naptr = 35,
}

/// <summary>One record of an answer.</summary>
/// <param name="Name">Whose it is, without a dot at the end.</param>
/// <param name="Ttl">How long it may be remembered.</param>
internal abstract record DnsRecord(string Name, TimeSpan Ttl);

internal sealed record AddressRecord(string Name, TimeSpan Ttl, IPAddress Address) : DnsRecord(Name, Ttl);

internal sealed record AliasRecord(string Name, TimeSpan Ttl, string Target) : DnsRecord(Name, Ttl);

/// <summary>RFC 2782. An empty target says that there is no such service.</summary>
internal sealed record ServiceRecord(string Name, TimeSpan Ttl, int Priority, int Weight, int Port, string Target) : DnsRecord(Name, Ttl);

/// <summary>RFC 3403; of its flags only <c>s</c> matters to SIP (RFC 3263 section 4.1).</summary>
internal sealed record PointerRecord(string Name, TimeSpan Ttl, int Order, int Preference, string Flags, string Service, string Replacement) : DnsRecord(Name, Ttl);

/// <summary>How long it may be remembered that there is nothing (RFC 2308 section 5).</summary>
internal sealed record AuthorityRecord(string Name, TimeSpan Ttl) : DnsRecord(Name, Ttl);

/// <summary>What a server answered.</summary>
/// <param name="Code">RFC 1035 section 4.1.1: 0 all is well, 3 there is no such name.</param>
/// <param name="IsTruncated">More than fitted into a datagram.</param>
/// <param name="Records">Answers, then additional records, as far as their types are known here.</param>
/// <param name="Nothing">How long a lack of records may be remembered.</param>
internal sealed record DnsAnswer(int Code, bool IsTruncated, IReadOnlyList<DnsRecord> Records, TimeSpan Nothing)
{
    /// <summary>It has outlived its records, and serves where nobody gives a newer one.</summary>
    public bool IsStale { get; init; }

    /// <summary>The server knows: there are such records, or there are none.</summary>
    public bool IsDefinite => Code is 0 or 3 && !IsTruncated;
}
