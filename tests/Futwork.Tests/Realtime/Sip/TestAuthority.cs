using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Futwork.Realtime.Sip;

namespace Futwork.Tests.Realtime.Sip;

/// <summary>A certificate authority made for a test.</summary>
internal sealed class TestAuthority : IDisposable
{
    /// <summary>Before whatever it signs, also where a test wants a certificate of a certain day.</summary>
    private static readonly DateTimeOffset Begun = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly X509Certificate2 _root;

    public TestAuthority(string name = "Test authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _root = request.CreateSelfSigned(Begun, Now.AddDays(3650));
    }

    /// <summary>The authority's own certificate.</summary>
    public string Pem => _root.ExportCertificatePem();

    public X509Certificate2Collection Roots => [X509Certificate2.CreateFromPem(Pem)];

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>A certificate for these names: <c>sip:…</c> for a URI, an address, or a DNS name. None: only the common name.</summary>
    public TestCertificate Issue(string[] names, string common = "test", DateTimeOffset? until = null, string? purpose = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={common}", key, HashAlgorithmName.SHA256);
        if (names.Length > 0) request.CertificateExtensions.Add(Alternatives(names));
        if (purpose is not null) request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        var serial = RandomNumberGenerator.GetBytes(12);
        serial[0] = 1;
        var end = until ?? Now.AddDays(30);
        using var signed = request.Create(_root, end.AddDays(-365), end, serial);
        return new TestCertificate(signed.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose() => _root.Dispose();

    private static X509Extension Alternatives(string[] names)
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (name.StartsWith("sip:", StringComparison.Ordinal)) builder.AddUri(new Uri(name));
            else if (IPAddress.TryParse(name, out var address)) builder.AddIpAddress(address);
            else builder.AddDnsName(name);
        }

        return builder.Build();
    }
}

/// <summary>A certificate and its key, as PEM.</summary>
internal sealed record TestCertificate(string Pem, string KeyPem)
{
    /// <summary>With its key; whoever takes it releases it.</summary>
    public X509Certificate2 Load() => X509Certificate2.CreateFromPem(Pem, KeyPem);

    public string Pin
    {
        get
        {
            using var certificate = X509Certificate2.CreateFromPem(Pem);
            return PinOf(certificate);
        }
    }

    public static string PinOf(X509Certificate2 certificate) => Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    /// <summary>A listener on a free port that shows this certificate.</summary>
    public SipTlsListener Listener(X509Certificate2Collection? clients = null) => new() { Port = 0, Certificate = Load(), ClientAuthorities = clients };


}
