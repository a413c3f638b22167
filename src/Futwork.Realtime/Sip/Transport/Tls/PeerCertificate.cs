using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Futwork.Realtime.Sip.Transport;

/// <summary>Judges the certificate that a peer shows: who signed it, for how long, for which name and with which key.</summary>
internal static class PeerCertificate
{
    /// <summary>Purposes that a SIP server's certificate may be made for: TLS servers, SIP domains (RFC 5924) and any.</summary>
    private static readonly string[] Purposes = ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.20", "2.5.29.37.0"];

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public static string? Problem(TlsTarget target, TlsMaterial material, X509Certificate2? shown, X509Chain? chain, SslPolicyErrors errors) =>
        ChainProblem(shown, chain, errors) ?? NameProblem(target, shown!) ?? PurposeProblem(shown!) ?? PinProblem(material, shown!);

    /// <summary>The part that has nothing to do with names. Ours are the rules for these (RFC 5922), so the framework's are passed over.</summary>
    public static string? ChainProblem(X509Certificate2? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        if (shown is null) return "the peer showed no certificate";
        if (!errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)) return null;
        var status = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status) ?? X509ChainStatusFlags.PartialChain;
        // The purpose is judged below: the framework knows nothing of SIP domains.
        status &= ~X509ChainStatusFlags.NotValidForUsage;
        if (status == X509ChainStatusFlags.NoError) return null;
        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid)) return Expired(chain!);
        return (status & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != X509ChainStatusFlags.NoError
            ? $"its certificate is signed by an authority that is not trusted here ({shown.GetNameInfo(X509NameType.SimpleName, forIssuer: true)}); give that authority's certificate as tls.ca or tls.caFile"
            : $"its certificate is not valid: {status}";
    }

    private static string Expired(X509Chain chain)
    {
        var expired = chain.ChainElements.FirstOrDefault(e => e.ChainElementStatus.Any(s => s.Status.HasFlag(X509ChainStatusFlags.NotTimeValid)))?.Certificate;
        return expired is null
            ? "its certificate has expired or is not valid yet"
            : $"its certificate has expired or is not valid yet: it is valid from {expired.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm}Z to {expired.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm}Z";
    }

    private static string? NameProblem(TlsTarget target, X509Certificate2 shown)
    {
        var names = CertificateNames.Of(shown);
        if (names.Match(target.Name, target.Settings.Wildcards)) return null;
        var wildcard = !target.Settings.Wildcards && names.Match(target.Name, wildcards: true);
        return $"its certificate is not for '{target.Name}' but for {names}"
            + (wildcard ? "; a wildcard is not enough for SIP (RFC 5922) unless tls.wildcards is true" : "; where the carrier's name is another, give it as tls.serverName");
    }

    private static string? PurposeProblem(X509Certificate2 shown)
    {
        var purposes = shown.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault()?.EnhancedKeyUsages.Cast<Oid>().Select(p => p.Value).ToList();
        return purposes is null || purposes.Exists(p => Purposes.Contains(p)) ? null : "its certificate is not made for servers (extended key usage)";
    }

    private static string? PinProblem(TlsMaterial material, X509Certificate2 shown)
    {
        if (material.Pins.Count == 0) return null;
        var key = SHA256.HashData(shown.PublicKey.ExportSubjectPublicKeyInfo());
        return material.Pins.Any(pin => pin.AsSpan().SequenceEqual(key))
            ? null
            : $"its public key is none of tls.pins; it is {Convert.ToBase64String(key)}";
    }
}
