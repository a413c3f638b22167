namespace Futwork.Realtime.Sip;

/// <summary>One way into a carrier.</summary>
public sealed record SipGateway
{
    /// <summary>A name or an address.</summary>
    public required string Host { get; init; }

    /// <summary>0: as DNS says (RFC 3263), or else the usual one of the transport.</summary>
    public int Port { get; init; }

    /// <summary>Null: as DNS says, or else UDP.</summary>
    public SipTransport? Transport { get; init; }

    /// <summary>What it must prove over TLS.</summary>
    public SipTlsSettings Tls { get; init; } = new();

    /// <summary>The lowest is tried first; of equals, the first in the list.</summary>
    public int Priority { get; init; } = 1;

    internal static SipGateway Of(SipDialRequest dial) => new() { Host = dial.Host, Port = dial.Port, Transport = dial.Transport, Tls = dial.Tls };
}

/// <summary>What a line to a carrier keeps up between calls.</summary>
public sealed record SipLineSetup
{
    /// <summary>The ways into the carrier; at least one.</summary>
    public required IReadOnlyList<SipGateway> Gateways { get; init; }

    /// <summary>The user of our address at the carrier.</summary>
    public string User { get; init; } = "futwork";

    /// <summary>The domain of our address. Null: the gateway's host.</summary>
    public string? Domain { get; init; }

    /// <summary>Our address there is a <c>sips:</c> URI: we are reached over TLS alone.</summary>
    public bool Secure { get; init; }

    /// <summary>Answers digest challenges.</summary>
    public SipCredentials? Credentials { get; init; }

    /// <summary>How often each gateway is asked with OPTIONS whether it lives. Null: never.</summary>
    public TimeSpan? Qualify { get; init; }

    /// <summary>For how long to register at a time; the registrar may shorten it. Null: no registration.</summary>
    public TimeSpan? Register { get; init; }
}
