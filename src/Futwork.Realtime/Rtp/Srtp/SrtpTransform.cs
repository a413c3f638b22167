using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Futwork.Realtime.Rtp.Srtp;

/// <summary>
/// How one kind of packet (sound, or RTCP) of one direction is encrypted and authenticated. What stands in a packet
/// before <c>clear</c> is authenticated only. Not for two threads at once; no allocation for a packet.
/// </summary>
internal abstract class SrtpTransform(AesCounter aes, byte[] salt, int tagSize) : IDisposable
{
    public int TagSize { get; } = tagSize;

    /// <summary>Whether the rollover counter is authenticated as a trailer; in GCM it is part of the nonce.</summary>
    public abstract bool TrailsRollover { get; }

    protected AesCounter Aes { get; } = aes;

    protected ReadOnlySpan<byte> Salt => salt;

    public static SrtpTransform Create(SrtpKeys keys, bool control)
    {
        byte[] Derive(SrtpKeyDerivation.Label label, int length) =>
            SrtpKeyDerivation.Derive(keys.Key, keys.Salt, (SrtpKeyDerivation.Label)((int)label + (control ? 3 : 0)), length);

        var suite = keys.Suite;
        var key = Derive(SrtpKeyDerivation.Label.Encryption, suite.KeySize());
        var salt = Derive(SrtpKeyDerivation.Label.Salt, suite.SaltSize());
        return suite.IsAead()
            ? new GcmTransform(key, salt)
            : new CounterTransform(key, salt, Derive(SrtpKeyDerivation.Label.Authentication, 20), control ? suite.ControlTagSize() : suite.TagSize());
    }

    /// <summary>AES-GCM under session keys that are known.</summary>
    internal static SrtpTransform Gcm(byte[] key, byte[] salt) => new GcmTransform(key, salt);

    /// <summary>Encrypts in place and writes the tag.</summary>
    /// <param name="packet">Header and payload.</param>
    /// <param name="clear">How many of its bytes stay readable.</param>
    /// <param name="ssrc">The packet's source.</param>
    /// <param name="index">Its index: 48 bits of sound, 31 of RTCP.</param>
    /// <param name="trailer">Authenticated after it: the rollover counter under HMAC, RTCP's index word under either.</param>
    /// <param name="tag">Where the tag goes.</param>
    public abstract void Seal(Span<byte> packet, int clear, uint ssrc, ulong index, ReadOnlySpan<byte> trailer, Span<byte> tag);

    /// <summary>Decrypts in place when the tag is right; otherwise leaves the packet as it was.</summary>
    public abstract bool TryOpen(Span<byte> packet, int clear, uint ssrc, ulong index, ReadOnlySpan<byte> trailer, ReadOnlySpan<byte> tag);

    public abstract void Dispose();

    /// <summary>AES-CM with HMAC-SHA1 (RFC 3711 sections 4.1.1 and 4.2.1).</summary>
    private sealed class CounterTransform(byte[] key, byte[] salt, byte[] authentication, int tagSize) : SrtpTransform(new AesCounter(key), salt, tagSize)
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA1, authentication);

        public override bool TrailsRollover => true;

        public override void Seal(Span<byte> packet, int clear, uint ssrc, ulong index, ReadOnlySpan<byte> trailer, Span<byte> tag)
        {
            Aes.Xor(packet[clear..], Counter(ssrc, index));
            Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
            Hash(packet, trailer, hash);
            hash[..TagSize].CopyTo(tag);
        }

        public override bool TryOpen(Span<byte> packet, int clear, uint ssrc, ulong index, ReadOnlySpan<byte> trailer, ReadOnlySpan<byte> tag)
        {
            Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
            Hash(packet, trailer, hash);
            if (!CryptographicOperations.FixedTimeEquals(hash[..TagSize], tag)) return false;
            Aes.Xor(packet[clear..], Counter(ssrc, index));
            return true;
        }

        public override void Dispose() => _hash.Dispose();

        private void Hash(ReadOnlySpan<byte> packet, ReadOnlySpan<byte> trailer, Span<byte> hash)
        {
            _hash.AppendData(packet);
            _hash.AppendData(trailer);
            _hash.GetHashAndReset(hash);
        }

        private Vector128<byte> Counter(uint ssrc, ulong index)
        {
            Span<byte> counter = stackalloc byte[16];
            counter.Clear();
            BinaryPrimitives.WriteUInt32BigEndian(counter[4..], ssrc);
            BinaryPrimitives.WriteUInt64BigEndian(counter[8..], index << 16);
            for (var i = 0; i < Salt.Length; i++) counter[i] ^= Salt[i];
            return Vector128.Create<byte>(counter);
        }
    }

    /// <summary>
    /// AES-GCM (RFC 7714). The runtime's own decryption throws on a wrong tag, which forged packets could make costly: a packet is
    /// decrypted by our counter mode and encrypted again, and the tag of that compared.
    /// </summary>
    private sealed class GcmTransform(byte[] key, byte[] salt) : SrtpTransform(new AesCounter(key), salt, 16)
    {
        private const int NonceSize = 12;
        private const int HeaderRoom = 12 + (15 * 4) + 1024;
        private readonly AesGcm _gcm = new(key, 16);
        private readonly byte[] _scratch = new byte[2048];
        private readonly byte[] _authenticated = new byte[HeaderRoom];

        public override bool TrailsRollover => false;

        public override void Seal(Span<byte> packet, int clear, uint ssrc, ulong index, ReadOnlySpan<byte> trailer, Span<byte> tag)
        {
            Span<byte> nonce = stackalloc byte[NonceSize];
            Nonce(ssrc, index, nonce);
            var body = packet[clear..];
            _gcm.Encrypt(nonce, body, body, tag, Authenticated(packet[..clear], trailer));
        }

        public override bool TryOpen(Span<byte> packet, int clear, uint ssrc, ulong index, ReadOnlySpan<byte> trailer, ReadOnlySpan<byte> tag)
        {
            if (clear + 4 > HeaderRoom || packet.Length - clear > _scratch.Length) return false;
            Span<byte> counter = stackalloc byte[16];
            Span<byte> right = stackalloc byte[16];
            Nonce(ssrc, index, counter);
            BinaryPrimitives.WriteUInt32BigEndian(counter[NonceSize..], 2);
            var start = Vector128.Create<byte>(counter);
            var body = packet[clear..];
            Aes.Xor(body, start);
            _gcm.Encrypt(counter[..NonceSize], body, _scratch.AsSpan(0, body.Length), right, Authenticated(packet[..clear], trailer));
            if (CryptographicOperations.FixedTimeEquals(right, tag)) return true;
            Aes.Xor(body, start);
            return false;
        }

        public override void Dispose() => _gcm.Dispose();

        /// <summary>RFC 7714 sections 8.1 and 9.1.</summary>
        private void Nonce(uint ssrc, ulong index, Span<byte> nonce)
        {
            nonce.Clear();
            BinaryPrimitives.WriteUInt32BigEndian(nonce[2..], ssrc);
            Span<byte> number = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(number, index);
            number[2..].CopyTo(nonce[6..]);
            for (var i = 0; i < NonceSize; i++) nonce[i] ^= Salt[i];
        }

        private ReadOnlySpan<byte> Authenticated(ReadOnlySpan<byte> header, ReadOnlySpan<byte> trailer)
        {
            header.CopyTo(_authenticated);
            trailer.CopyTo(_authenticated.AsSpan(header.Length));
            return _authenticated.AsSpan(0, header.Length + trailer.Length);
        }
    }
}
