using Futwork.Realtime.Rtp;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Sip;

/// <summary>One outgoing call.</summary>
public sealed record SipDialRequest
{
    /// <summary>The Call-ID; unique for each attempt.</summary>
    public required string CallId { get; init; }

    /// <summary>The peer to send the INVITE to: a name or an address.</summary>
    public required string Host { get; init; }

    /// <summary>The peer's port.</summary>
    public int Port { get; init; } = 5060;

    /// <summary>What carries the signalling.</summary>
    public SipTransport Transport { get; init; }

    /// <summary>What the peer must prove over TLS.</summary>
    public SipTlsSettings Tls { get; init; } = new();

    /// <summary>The user part of the request's URI and of To: the number called, in the form that the peer wants.</summary>
    public required string To { get; init; }

    /// <summary>The user part of From, P-Asserted-Identity and Contact: the caller id.</summary>
    public required string From { get; init; }

    /// <summary>The host part of From. Null: <see cref="Host"/>.</summary>
    public string? FromDomain { get; init; }

    /// <summary>Answers digest challenges; null where the peer trusts our address.</summary>
    public SipCredentials? Credentials { get; init; }

    /// <summary>What to offer, best first.</summary>
    public IReadOnlyList<AudioCodec> Codecs { get; init; } = [AudioCodec.Pcmu, AudioCodec.Pcma];

    /// <summary>How long it may ring.</summary>
    public TimeSpan RingTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Further headers of the INVITE.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Told of progress before the answer, in order, never twice the same; must not block.</summary>
    public Action<LegProgress>? OnProgress { get; init; }
}
