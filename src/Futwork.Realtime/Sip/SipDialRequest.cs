using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Sip;

/// <summary>One outgoing call.</summary>
public sealed record SipDialRequest
{
    /// <summary>The Call-ID; unique for each attempt. Where several gateways are tried, the second's ends with <c>-2</c> and so on.</summary>
    public required string CallId { get; init; }

    /// <summary>The peer to send the INVITE to: a name or an address. Not needed with <see cref="Gateways"/>.</summary>
    public string Host { get; init; } = "";

    /// <summary>The peer's port. 0: as DNS says (RFC 3263), or else the usual one of the transport.</summary>
    public int Port { get; init; }

    /// <summary>What carries the signalling. Null: as DNS says, or else UDP.</summary>
    public SipTransport? Transport { get; init; }

    /// <summary>Calls a <c>sips:</c> URI: over TLS, on every hop up to the domain called (RFC 3261 section 26.2.2).</summary>
    public bool Secure { get; init; }

    /// <summary>What the peer must prove over TLS.</summary>
    public SipTlsSettings Tls { get; init; } = new();

    /// <summary>Several peers to try in turn, instead of the one above.</summary>
    public IReadOnlyList<SipGateway> Gateways { get; init; } = [];

    /// <summary>How long a peer may leave the INVITE without any response before the next is tried.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The user part of the request's URI and of To: the number called, in the form that the peer wants.</summary>
    public required string To { get; init; }

    /// <summary>The user part of P-Asserted-Identity, and of From and Contact unless there is <see cref="FromUser"/>: the caller id.</summary>
    public required string From { get; init; }

    /// <summary>The user part of From and Contact where that is not the caller id: the account, at carriers that know their customers by it.</summary>
    public string? FromUser { get; init; }

    /// <summary>The host part of From and P-Asserted-Identity. Null: <see cref="Domain"/>.</summary>
    public string? FromDomain { get; init; }

    /// <summary>The host part of the request's URI and of To: the domain behind the peer. Null: the peer itself.</summary>
    public string? Domain { get; init; }

    /// <summary>How the peer writes the numbers that a call is handed over to. Null: as it writes its own.</summary>
    public NumberForm? Numbers { get; init; }

    /// <summary>Answers digest challenges; null where the peer trusts our address.</summary>
    public SipCredentials? Credentials { get; init; }

    /// <summary>What to offer, best first.</summary>
    public IReadOnlyList<AudioCodec> Codecs { get; init; } = [AudioCodec.Pcmu, AudioCodec.Pcma];

    /// <summary>Whether the sound is encrypted. Its keys travel in the SDP, so the signalling should be TLS.</summary>
    public SipMediaEncryption MediaEncryption { get; init; }

    /// <summary>How long it may ring.</summary>
    public TimeSpan RingTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>The first INVITE leaves by then or not at all (<see cref="LegResult.Missed"/>). Null: whenever it can.</summary>
    public DateTimeOffset? LeaveBy { get; init; }

    /// <summary>Asked before an INVITE goes to another gateway, or where a 3xx sends it; see <see cref="DialRequest.AnotherPlaceAsync"/>.</summary>
    public AnotherPlace? AnotherPlaceAsync { get; init; }

    /// <summary>Asked right before each INVITE leaves, a repeated one too; see <see cref="DialRequest.MayLeave"/>.</summary>
    public Func<bool>? MayLeave { get; init; }

    /// <summary>Further headers of the INVITE.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Told of progress before the answer, in order, never twice the same; must not block.</summary>
    public Action<LegProgress>? OnProgress { get; init; }

    /// <summary>Asked for whoever listens to the sound before the answer, once it begins; must not block, and who listens says nothing.</summary>
    public Func<ICallAudio>? OnEarlySound { get; init; }
}
