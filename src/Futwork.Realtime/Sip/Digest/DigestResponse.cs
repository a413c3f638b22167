using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Futwork.Realtime.Sip.Digest;

/// <summary>The arithmetic of RFC 7616 section 3.4.1 and the header that carries it.</summary>
internal static class DigestResponse
{
    public static string Header(DigestChallenge challenge, SipCredentials credentials, string method, string uri, uint count, string clientNonce)
    {
        var response = Compute(challenge, credentials, method, uri, count, clientNonce);
        var header = new StringBuilder(
            $"Digest username=\"{Escape(credentials.Username)}\", realm=\"{Escape(challenge.Realm)}\", nonce=\"{Escape(challenge.Nonce)}\", uri=\"{uri}\", response=\"{response}\", algorithm={Name(challenge.Algorithm)}");
        if (challenge.Opaque is not null) header.Append($", opaque=\"{Escape(challenge.Opaque)}\"");
        if (challenge.WantsAuth) header.Append($", qop=auth, nc={Count(count)}, cnonce=\"{clientNonce}\"");
        return header.ToString();
    }

    public static string Compute(DigestChallenge challenge, SipCredentials credentials, string method, string uri, uint count, string clientNonce)
    {
        var secret = Hash(challenge.Algorithm, $"{credentials.Username}:{challenge.Realm}:{credentials.Password}");
        var request = Hash(challenge.Algorithm, $"{method}:{uri}");
        return challenge.WantsAuth
            ? Hash(challenge.Algorithm, $"{secret}:{challenge.Nonce}:{Count(count)}:{clientNonce}:auth:{request}")
            : Hash(challenge.Algorithm, $"{secret}:{challenge.Nonce}:{request}");
    }

    private static string Name(DigestAlgorithm algorithm) => algorithm == DigestAlgorithm.Sha256 ? "SHA-256" : "MD5";

    private static string Count(uint count) => count.ToString("x8", CultureInfo.InvariantCulture);

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "SIP digest is defined with MD5 and most carriers offer nothing else.")]
    private static string Hash(DigestAlgorithm algorithm, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Convert.ToHexStringLower(algorithm == DigestAlgorithm.Sha256 ? SHA256.HashData(bytes) : MD5.HashData(bytes));
    }
}
