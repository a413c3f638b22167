using System.Security.Cryptography;
using System.Text;

namespace Futwork.Realtime.Sip;

/// <summary>What a peer must prove over TLS, and what we show it. What is left out takes the usual way.</summary>
public sealed record SipTlsSettings
{
    /// <summary>The name that the peer's certificate must bear (RFC 5922 section 7). Null: the host that was asked for, never what DNS made of it.</summary>
    public string? ServerName { get; init; }

    /// <summary>The only authorities that may sign the peer's certificate, as PEM. Null: those that the system trusts.</summary>
    public string? Ca { get; init; }

    /// <summary>The same as a PEM file, read anew for each connection.</summary>
    public string? CaFile { get; init; }

    /// <summary>Our own certificate with those above it, as PEM, for a peer that wants one (mutual TLS).</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>The private key of <see cref="ClientCertificate"/>, as PEM without a passphrase.</summary>
    public string? ClientKey { get; init; }

    /// <summary>The public keys that the peer may have: base64 of SHA-256 over SubjectPublicKeyInfo, on top of the other checks. Empty: any.</summary>
    public IReadOnlyList<string> Pins { get; init; } = [];

    /// <summary>Takes <c>*.example.net</c> for a name below it. RFC 5922 section 7.2 forbids that, and some carriers need it.</summary>
    public bool Wildcards { get; init; }

    /// <summary>Connections are shared only by those who ask the same of the peer.</summary>
    internal string Key => AsksNothing ? "" : field ??= Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\0', [ServerName ?? "", Ca ?? "", CaFile ?? "", ClientCertificate ?? "", ClientKey ?? "", Wildcards ? "*" : "", .. Pins]))));

    /// <summary>As most calls have it: theirs go over UDP.</summary>
    private bool AsksNothing => this is { ServerName: null, Ca: null, CaFile: null, ClientCertificate: null, ClientKey: null, Wildcards: false, Pins.Count: 0 };

    /// <summary>Never shows a key.</summary>
    public override string ToString() => $"SipTlsSettings {{ ServerName = {ServerName} }}";
}
