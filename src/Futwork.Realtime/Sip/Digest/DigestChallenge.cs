using System.Text;
using Futwork.Realtime.Sip.Messages;

namespace Futwork.Realtime.Sip.Digest;

/// <summary>The hash of a digest; the session variants are not offered by carriers and not supported.</summary>
internal enum DigestAlgorithm : byte
{
    Md5,
    Sha256,
}

/// <summary>What a WWW-Authenticate or Proxy-Authenticate header asks for (RFC 7616, RFC 8760).</summary>
internal sealed record DigestChallenge(string Realm, string Nonce, DigestAlgorithm Algorithm)
{
    public string? Opaque { get; init; }

    /// <summary>The server offers <c>qop=auth</c>.</summary>
    public bool WantsAuth { get; init; }

    /// <summary>The nonce had grown old; the password was right.</summary>
    public bool IsStale { get; init; }

    /// <summary>Reads one header value; null for another scheme, an unknown algorithm, or only <c>auth-int</c>.</summary>
    public static DigestChallenge? Parse(ReadOnlySpan<byte> value)
    {
        if (value.Length < 7 || !Ascii.EqualsIgnoreCase(value[..6], "Digest"u8) || value[6] is not ((byte)' ' or (byte)'\t')) return null;
        string? realm = null;
        string? nonce = null;
        string? opaque = null;
        string algorithm = "MD5";
        string? qop = null;
        var stale = false;
        var rest = value[7..];
        while (SipSyntax.TryNext(ref rest, out var element))
        {
            var equals = element.IndexOf((byte)'=');
            if (equals <= 0) continue;
            var text = SipSyntax.Unquote(SipSyntax.Trim(element[(equals + 1)..]));
            switch (SipSyntax.Text(SipSyntax.Trim(element[..equals])).ToLowerInvariant())
            {
                case "realm": realm = text; break;
                case "nonce": nonce = text; break;
                case "opaque": opaque = text; break;
                case "algorithm": algorithm = text; break;
                case "qop": qop = text; break;
                case "stale": stale = text.Equals("true", StringComparison.OrdinalIgnoreCase); break;
            }
        }

        var auth = qop?.Split(',', StringSplitOptions.TrimEntries).Contains("auth", StringComparer.OrdinalIgnoreCase) ?? false;
        if (realm is null || nonce is null || AlgorithmOf(algorithm) is not { } known || (qop is not null && !auth)) return null;
        return new DigestChallenge(realm, nonce, known) { Opaque = opaque, WantsAuth = auth, IsStale = stale };
    }

    private static DigestAlgorithm? AlgorithmOf(string name) => name.ToUpperInvariant() switch
    {
        "MD5" => DigestAlgorithm.Md5,
        "SHA-256" => DigestAlgorithm.Sha256,
        _ => null,
    };
}
