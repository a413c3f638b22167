using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Webhooks;

/// <summary>Links to recordings that need no API key, bear their own end and cannot be made up: HMAC-SHA256 over call and end.</summary>
internal sealed class RecordingLinks(WebhooksOptions options, PublicAddress address, TimeProvider time)
{
    private const string KeyName = "recording-links";

    private byte[]? _key;

    /// <summary>A link that works for the days that the options say.</summary>
    public async Task<string> CreateAsync(Session session, string callSid)
    {
        var expires = time.GetUtcNow().AddDays(options.RecordingLinkDays).ToUnixTimeSeconds();
        var signature = Sign(await KeyAsync(session), callSid, expires);
        return address.Of(string.Create(CultureInfo.InvariantCulture, $"/recordings/{callSid}.wav?expires={expires}&signature={signature}"));
    }

    /// <summary>The link was made here and has not been changed. Whether it has expired is another question.</summary>
    public async Task<bool> IsGenuineAsync(Session session, string callSid, long expires, string signature) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Sign(await KeyAsync(session), callSid, expires)), Encoding.UTF8.GetBytes(signature));

    private static string Sign(byte[] key, string callSid, long expires) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{callSid}.{expires}"))));

    private async Task<byte[]> KeyAsync(Session session)
    {
        if (_key is { } known)
            return known;
        var key = await ServerSecret.ReadOrMakeAsync(session, KeyName);
        session.AfterCommit(() => _key = key);
        return key;
    }
}
