using System.Security.Cryptography.X509Certificates;

namespace Futwork.Realtime.Sip;

/// <summary>Where a user agent takes TLS connections, and as whom.</summary>
public sealed record SipTlsListener
{
    /// <summary>The port; 0 takes any that is free.</summary>
    public int Port { get; init; } = SipTransportNames.DefaultTlsPort;

    /// <summary>Our certificate with its private key.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary>The certificates between ours and its root, to be sent along.</summary>
    public X509Certificate2Collection Intermediates { get; init; } = [];

    /// <summary>Peers must show a certificate signed by one of these. Null: none is asked for.</summary>
    public X509Certificate2Collection? ClientAuthorities { get; init; }

    /// <summary>What holds of all this but the port at the moment, asked at each handshake, by several at once: the same object as long as nothing has changed. Null: always this.</summary>
    public Func<SipTlsListener>? Latest { get; init; }
}
