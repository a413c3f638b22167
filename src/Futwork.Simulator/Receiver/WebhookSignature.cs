using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Futwork.Simulator.Receiver;

/// <summary>The receiver's side of Standard Webhooks 1.0.0: is a post signed with the secret, and is it fresh.</summary>
internal sealed class WebhookSignature
{
    private const string Prefix = "whsec_";
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);
    private readonly byte[] _key;

    /// <summary>Takes the endpoint's secret.</summary>
    /// <exception cref="ArgumentException">It is not <c>whsec_</c> and base64.</exception>
    public WebhookSignature(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var text = secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret;
        try
        {
            _key = Convert.FromBase64String(text);
        }
        catch (FormatException e)
        {
            throw new ArgumentException($"A webhook secret is '{Prefix}' followed by base64.", nameof(secret), e);
        }
    }

    /// <summary>What is wrong with a post, or null when it is genuine.</summary>
    public string? Problem(IReadOnlyDictionary<string, string> headers, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (!headers.TryGetValue("webhook-id", out var id))
            return "The header webhook-id is missing.";
        if (!headers.TryGetValue("webhook-timestamp", out var timestamp))
            return "The header webhook-timestamp is missing.";
        if (!headers.TryGetValue("webhook-signature", out var signatures))
            return "The header webhook-signature is missing.";
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return $"The webhook-timestamp '{timestamp}' is not in unix seconds.";
        if ((now - DateTimeOffset.UnixEpoch - TimeSpan.FromSeconds(seconds)).Duration() > Tolerance)
            return $"The webhook-timestamp {timestamp} is more than {Tolerance.TotalMinutes:0} minutes away from now.";
        var expected = Sign(id, timestamp, body);
        return signatures.Split(' ').Any(s => Fits(s, expected))
            ? null
            : "No signature in webhook-signature fits the body.";
    }

    private byte[] Sign(string id, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }

    private static bool Fits(string signature, byte[] expected)
    {
        const string Version = "v1,";
        Span<byte> given = stackalloc byte[64];
        return signature.StartsWith(Version, StringComparison.Ordinal)
            && Convert.TryFromBase64String(signature[Version.Length..], given, out var length)
            && CryptographicOperations.FixedTimeEquals(given[..length], expected);
    }
}
