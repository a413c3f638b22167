using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Futwork.Realtime.Sip.Transport;

/// <summary>The settings of TLS cannot be used; the message says which and why.</summary>
internal sealed class TlsSettingsException(string message) : Exception(message);

/// <summary>The certificates and keys that <see cref="SipTlsSettings"/> name, read.</summary>
internal sealed class TlsMaterial
{
    private const int LargestFile = 1 << 20;

    /// <summary>The only authorities that count; null: the system's.</summary>
    public X509Certificate2Collection? Authorities { get; private set; }

    /// <summary>Our own certificate with its key; null: none is shown.</summary>
    public X509Certificate2? Own { get; private set; }

    /// <summary>What stands between ours and its root.</summary>
    public X509Certificate2Collection Intermediates { get; private set; } = [];

    /// <summary>SHA-256 of the public keys that the peer may have.</summary>
    public List<byte[]> Pins { get; } = [];

    /// <exception cref="TlsSettingsException">Something cannot be read.</exception>
    public static TlsMaterial Load(SipTlsSettings settings, DateTimeOffset now)
    {
        var material = new TlsMaterial();
        var problems = material.Read(settings, now);
        return problems.Count == 0 ? material : throw new TlsSettingsException($"tls.{problems[0].Setting}: {problems[0].Message}");
    }

    /// <summary>What is wrong with each setting; empty when nothing is.</summary>
    public static IReadOnlyList<(string Setting, string Message)> Check(SipTlsSettings settings, DateTimeOffset now) => new TlsMaterial().Read(settings, now);

    private List<(string Setting, string Message)> Read(SipTlsSettings settings, DateTimeOffset now)
    {
        List<(string, string)> problems = [];
        ReadAuthorities(settings, problems);
        ReadOwn(settings, now, problems);
        foreach (var (index, pin) in settings.Pins.Index())
        {
            if (ParsePin(pin) is { } hash) Pins.Add(hash);
            else problems.Add(($"pins/{index}", "It is not a pin: base64 of the SHA-256 of the public key (SubjectPublicKeyInfo), 44 characters, such as `openssl x509 -pubkey -noout -in cert.pem | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64` prints."));
        }

        return problems;
    }

    private void ReadAuthorities(SipTlsSettings settings, List<(string, string)> problems)
    {
        if (settings is { Ca: not null, CaFile: not null })
        {
            problems.Add(("caFile", "Give tls.ca or tls.caFile, not both."));
            return;
        }

        if (settings.Ca is { } pem) Authorities = Certificates(pem, "ca", problems);
        if (settings.CaFile is not { } file) return;
        try
        {
            Authorities = Certificates(TextOf(file), "caFile", problems);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problems.Add(("caFile", "The file cannot be read on this machine: it must be the path of a PEM file, of 1 MiB at most, that the server may open."));
        }
    }

    /// <summary>The text of a file or of what a link leads to. A device or a pipe has no length, and could be read, or waited for, without an end.</summary>
    private static string TextOf(string path)
    {
        // A link has the length of its own text, and a pipe that nobody writes into is not even to be opened.
        var target = File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path);
        if (target.Exists && target.Length == 0) throw new IOException("It is empty, a device or a pipe.");
        using var file = File.OpenRead(path);
        var length = file.Length;
        if (length is 0 or > LargestFile) throw new IOException($"It is no file of 1 to {LargestFile} bytes.");
        var bytes = new byte[length];
        file.ReadExactly(bytes);
        using var content = new MemoryStream(bytes);
        using var text = new StreamReader(content);
        return text.ReadToEnd();
    }

    private void ReadOwn(SipTlsSettings settings, DateTimeOffset now, List<(string, string)> problems)
    {
        if (settings is { ClientCertificate: null, ClientKey: null }) return;
        if (settings.ClientCertificate is not { } certificate)
        {
            problems.Add(("clientCertificate", "A client key needs its certificate."));
            return;
        }

        var chain = Certificates(certificate, "clientCertificate", problems);
        if (settings.ClientKey is not { } key)
        {
            problems.Add(("clientKey", "A client certificate needs its private key, as PEM."));
            return;
        }

        if (chain is null) return;
        if (chain[0].NotAfter.ToUniversalTime() <= now.UtcDateTime) problems.Add(("clientCertificate", $"The certificate expired at {chain[0].NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm}Z; ask for a new one."));
        else if (KeyProblem(chain[0], key) is { } problem) problems.Add(("clientKey", problem));
        else
        {
            Own = X509Certificate2.CreateFromPem(certificate, key);
            Intermediates = [.. chain.Skip(1)];
        }
    }

    private static X509Certificate2Collection? Certificates(string pem, string setting, List<(string, string)> problems)
    {
        try
        {
            var read = new X509Certificate2Collection();
            read.ImportFromPem(pem);
            if (read.Count > 0) return read;
        }
        catch (CryptographicException)
        {
            // Said below.
        }

        problems.Add((setting, "It is not a certificate in PEM: text that begins with -----BEGIN CERTIFICATE----- and ends with -----END CERTIFICATE-----."));
        return null;
    }

    /// <summary>The framework says the same of a key that cannot be read and of one that belongs elsewhere; people need to know which.</summary>
    private static string? KeyProblem(X509Certificate2 certificate, string key)
    {
        if (key.Contains("ENCRYPTED", StringComparison.Ordinal)) return "The key has a passphrase: take it off first (openssl pkey -in key.pem -out plain.pem); it is stored encrypted here.";
        if (!IsKey(key)) return "It is not a private key in PEM: text that begins with -----BEGIN PRIVATE KEY----- (or RSA or EC PRIVATE KEY).";
        try
        {
            using var _ = X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), key);
            return null;
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            return "The key does not belong to tls.clientCertificate: it must be the one that the certificate was asked for with.";
        }
    }

    private static bool IsKey(string pem) => Imports<RSA>(RSA.Create, pem) || Imports<ECDsa>(ECDsa.Create, pem);

    private static bool Imports<T>(Func<T> create, string pem)
        where T : AsymmetricAlgorithm
    {
        using var key = create();
        try
        {
            key.ImportFromPem(pem);
            return true;
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    private static byte[]? ParsePin(string pin)
    {
        var text = pin.StartsWith("sha256/", StringComparison.OrdinalIgnoreCase) ? pin[7..] : pin;
        var hash = new byte[SHA256.HashSizeInBytes];
        return text.Length == 44 && Convert.TryFromBase64String(text, hash, out var length) && length == hash.Length ? hash : null;
    }
}
