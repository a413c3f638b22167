using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Futwork.Data;

namespace Futwork.Hosting;

/// <summary>
/// Encrypts the secrets that the database keeps: AES-256-GCM under the key of the setting <c>SecretKey</c>, or else one that the first node
/// made and left in the database. A sealed text is bound to its workspace and opens in no other.
/// </summary>
internal sealed class SecretBox(HostingOptions options, Database database)
{
    private const string KeyName = "secret-key";
    private const string Prefix = "sealed:1:";
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private byte[]? _key = options.SecretKey;

    /// <summary>Fetches the key, making it on the first start of all.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken) =>
        _key ??= await database.WriteAsync(session => ServerSecret.ReadOrMakeAsync(session, KeyName), cancellationToken);

    public string Seal(string workspaceId, string secret)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        var box = new byte[NonceLength + TagLength + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceLength));
        using var aes = Cipher();
        aes.Encrypt(box.AsSpan(0, NonceLength), plain, box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength), Encoding.UTF8.GetBytes(workspaceId));
        return Prefix + Base64Url.EncodeToString(box);
    }

    /// <exception cref="CryptographicException">It was sealed with another key, or for another workspace.</exception>
    public string Open(string workspaceId, string sealedText)
    {
        if (!sealedText.StartsWith(Prefix, StringComparison.Ordinal))
            throw new CryptographicException("A stored secret is not sealed.");
        var box = Base64Url.DecodeFromChars(sealedText.AsSpan(Prefix.Length)).AsSpan();
        if (box.Length < NonceLength + TagLength)
            throw new CryptographicException("A stored secret is cut short.");
        var plain = new byte[box.Length - NonceLength - TagLength];
        using var aes = Cipher();
        aes.Decrypt(box[..NonceLength], box[(NonceLength + TagLength)..], box.Slice(NonceLength, TagLength), plain, Encoding.UTF8.GetBytes(workspaceId));
        return Encoding.UTF8.GetString(plain);
    }

    /// <summary>As <see cref="Open"/>; null where it does not open.</summary>
    public string? TryOpen(string workspaceId, string sealedText)
    {
        try
        {
            return Open(workspaceId, sealedText);
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null;
        }
    }

    /// <summary>It was sealed, and does not open: the key is lost, or it is for another workspace.</summary>
    public bool IsLost(string workspaceId, string text) => text.StartsWith(Prefix, StringComparison.Ordinal) && TryOpen(workspaceId, text) is null;

    private AesGcm Cipher() => new(_key ?? throw new InvalidOperationException("The secret key is loaded at start, after the migrations."), TagLength);
}
