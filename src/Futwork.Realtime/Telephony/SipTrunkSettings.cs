namespace Futwork.Realtime.Telephony;

/// <summary>A SIP trunk's settings: the JSON object of the trunk, in camel case. Unknown properties are refused.</summary>
public sealed record SipTrunkSettings
{
    /// <summary>The carrier's gateway: a name or an address, without a port.</summary>
    public string Host { get; init; } = "";

    /// <summary>The gateway's port, 1 to 65535.</summary>
    public int Port { get; init; } = 5060;

    /// <summary><c>udp</c> or <c>tcp</c>.</summary>
    public string Transport { get; init; } = "udp";

    /// <summary>The account at the carrier; null where the carrier knows us by our address.</summary>
    public string? Username { get; init; }

    /// <summary>The account's password.</summary>
    public string? Password { get; init; }

    /// <summary>The user of the digest, where it is not <see cref="Username"/>.</summary>
    public string? AuthId { get; init; }

    /// <summary>The host part of From, where the carrier wants its own domain. Null: <see cref="Host"/>.</summary>
    public string? FromDomain { get; init; }

    /// <summary>What to offer, best first: <c>PCMU</c>, <c>PCMA</c>.</summary>
    public string[] Codecs { get; init; } = ["PCMU", "PCMA"];

    /// <summary>Whether numbers keep their leading <c>+</c> on the wire.</summary>
    public bool LeadingPlus { get; init; } = true;

    /// <summary>How calls are handed over: <c>auto</c>, <c>refer</c>, <c>attended</c> or <c>bridge</c>, see <see cref="TransferWay"/>.</summary>
    public string Transfer { get; init; } = "auto";

    /// <summary>Headers added to every INVITE.</summary>
    public Dictionary<string, string> Headers { get; init; } = [];
}
