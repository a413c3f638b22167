using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Sip.Trunks;

/// <summary>A SIP trunk's settings: the JSON object of the trunk, in camel case. Unknown properties are refused.</summary>
public sealed record SipTrunkSettings
{
    /// <summary>The carrier's gateway: a name or an address, without a port. Empty where <see cref="Gateways"/> are given.</summary>
    public string Host { get; init; } = "";

    /// <summary>The gateway's port, 1 to 65535. Null: as DNS says (SRV), or else 5060, over TLS 5061.</summary>
    public int? Port { get; init; }

    /// <summary><c>udp</c>, <c>tcp</c> or <c>tls</c>. Null: as DNS says (NAPTR, SRV), or else <c>udp</c>.</summary>
    public string? Transport { get; init; }

    /// <summary>Whether numbers are called as <c>sips:</c> URIs: TLS on every hop up to the carrier's domain.</summary>
    public bool Sips { get; init; }

    /// <summary>What the carrier must prove over TLS, and what we show it.</summary>
    public SipTlsSettings Tls { get; init; } = new();

    /// <summary>Several gateways instead of <see cref="Host"/>, tried in turn.</summary>
    public IReadOnlyList<SipGateway> Gateways { get; init; } = [];

    /// <summary>Seconds that a gateway may say nothing at all before the next is tried, 1 to 30.</summary>
    public int FailoverSeconds { get; init; } = 5;

    /// <summary>How often each gateway is asked with OPTIONS whether it lives, 5 to 3600 seconds; 0: never. Null: 60 where there are several, else never.</summary>
    public int? QualifySeconds { get; init; }

    /// <summary>For how many seconds to register at a time, 60 to 86400. Null: the carrier knows where we are without.</summary>
    public int? RegisterSeconds { get; init; }

    /// <summary>The account at the carrier; null where the carrier knows us by our address.</summary>
    public string? Username { get; init; }

    /// <summary>The account's password.</summary>
    public string? Password { get; init; }

    /// <summary>The user of the digest, where it is not <see cref="Username"/>.</summary>
    public string? AuthId { get; init; }

    /// <summary>The carrier's SIP domain behind its gateways: the host part of the request's URI, To and From, and where we register. Null: the gateway's host.</summary>
    public string? Domain { get; init; }

    /// <summary>The host part of From where it is neither <see cref="Domain"/> nor the gateway's host.</summary>
    public string? FromDomain { get; init; }

    /// <summary>The user part of From and Contact where the carrier wants its account there; the caller id then stands in P-Asserted-Identity. Null: the caller id.</summary>
    public string? FromUser { get; init; }

    /// <summary>What to offer, best first: <c>PCMU</c>, <c>PCMA</c>, <c>G722</c>, <c>OPUS</c> (where libopus is installed).</summary>
    public string[] Codecs { get; init; } = ["PCMU", "PCMA"];

    /// <summary><c>off</c>, <c>required</c> (no call without SRTP) or <c>optimistic</c> (SRTP where the carrier takes it).</summary>
    public string MediaEncryption { get; init; } = "off";

    /// <summary>Allows <see cref="MediaEncryption"/> without TLS, where the signalling is protected otherwise, by a VPN say: its keys are readable in the signalling.</summary>
    public bool AllowKeysInClear { get; init; }

    /// <summary>Whether numbers that no rule below is for keep their leading <c>+</c> on the wire.</summary>
    public bool LeadingPlus { get; init; } = true;

    /// <summary>How numbers that are called are written, by what they begin with; see <see cref="NumberForm"/>.</summary>
    public Dictionary<string, string> CalledNumbers { get; init; } = [];

    /// <summary>How caller ids are written, in the same way.</summary>
    public Dictionary<string, string> CallerNumbers { get; init; } = [];

    /// <summary>How calls are handed over: <c>auto</c>, <c>refer</c>, <c>attended</c> or <c>bridge</c>, see <see cref="TransferWay"/>.</summary>
    public string Transfer { get; init; } = "auto";

    /// <summary>Whether what the network says before the answer is listened to, by the agent's speech to text, which may cost something.</summary>
    public bool Announcements { get; init; }

    /// <summary>Headers added to every INVITE, such as Diversion; their values may name the call's ids, such as <c>{leadId}</c>.</summary>
    public Dictionary<string, string> Headers { get; init; } = [];
}
