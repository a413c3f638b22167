using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Futwork.Realtime.Sip.Transport;

/// <summary>Makes connections secure, as the side that connects or as the one that is connected to. TLS 1.2 and 1.3.</summary>
internal sealed class TlsEndpoint(SipTlsListener? listener, TimeProvider time)
{
    private const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;

    private volatile Identity? _own = listener is null ? null : Identity.Of(listener.Latest?.Invoke() ?? listener);

    /// <param name="target">Whom we connect to; null when the peer has connected to us.</param>
    public TlsHandshake Handshake(TlsTarget? target) => new(this, target);

    private static X509ChainPolicy Policy(X509Certificate2Collection? roots)
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (roots is null) return policy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    private SslServerAuthenticationOptions ServerOptions(TlsHandshake handshake)
    {
        var (own, context) = Own();
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = context,
            EnabledSslProtocols = Versions,
            ClientCertificateRequired = own.ClientAuthorities is not null,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            CertificateChainPolicy = own.ClientAuthorities is { } roots ? Policy(roots) : null,
            RemoteCertificateValidationCallback = (_, shown, chain, errors) =>
                own.ClientAuthorities is null || handshake.Refuse(PeerCertificate.ChainProblem(shown as X509Certificate2, chain, errors)),
        };
    }

    /// <summary>As whom we answer at the moment.</summary>
    private Identity Own()
    {
        var own = _own ?? throw new TlsSettingsException("there is no certificate of ours to answer TLS with");
        if (listener?.Latest?.Invoke() is { } latest && !ReferenceEquals(latest, own.Listener)) _own = own = Identity.Of(latest);
        return own;
    }

    private SslClientAuthenticationOptions ClientOptions(TlsTarget target, TlsHandshake handshake)
    {
        var material = TlsMaterial.Load(target.Settings, time.GetUtcNow());
        return new SslClientAuthenticationOptions
        {
            // An address is no server name (RFC 6066 section 3).
            TargetHost = IPAddress.TryParse(target.Name, out _) ? "" : target.Name,
            EnabledSslProtocols = Versions,
            ClientCertificateContext = material.Own is { } own ? SslStreamCertificateContext.Create(own, material.Intermediates, offline: true) : null,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            CertificateChainPolicy = Policy(material.Authorities),
            RemoteCertificateValidationCallback = (_, shown, chain, errors) =>
                handshake.Refuse(PeerCertificate.Problem(target, material, shown as X509Certificate2, chain, errors)),
        };
    }

    /// <summary>A certificate of ours with what is sent along, made once for all handshakes.</summary>
    private sealed record Identity(SipTlsListener Listener, SslStreamCertificateContext Context)
    {
        public static Identity Of(SipTlsListener listener) =>
            new(listener, SslStreamCertificateContext.Create(listener.Certificate, listener.Intermediates, offline: true));
    }

    /// <summary>One handshake, and why we refused the peer's certificate.</summary>
    internal sealed class TlsHandshake(TlsEndpoint endpoint, TlsTarget? target)
    {
        /// <summary>Null as long as nothing is wrong with it.</summary>
        public string? Refusal { get; private set; }

        /// <exception cref="AuthenticationException">The peer did not prove who it is, or refused us.</exception>
        /// <exception cref="TlsSettingsException">Our own certificate or the authorities cannot be read.</exception>
        public async Task<Stream> SecureAsync(Stream stream, CancellationToken cancellationToken)
        {
            var secure = new SslStream(stream, leaveInnerStreamOpen: false);
            try
            {
                if (target is null) await secure.AuthenticateAsServerAsync(endpoint.ServerOptions(this), cancellationToken);
                else await secure.AuthenticateAsClientAsync(endpoint.ClientOptions(target, this), cancellationToken);
                return secure;
            }
            catch
            {
                await secure.DisposeAsync();
                throw;
            }
        }

        /// <returns>Whether the peer may go on.</returns>
        public bool Refuse(string? problem)
        {
            Refusal = problem;
            return problem is null;
        }
    }
}
