using System.Runtime.Intrinsics;

namespace Futwork.Realtime.Rtp.Srtp;

/// <summary>Session keys from a master key (RFC 3711 section 4.3.1, derivation rate 0).</summary>
internal static class SrtpKeyDerivation
{
    /// <summary>The six uses of a derived key (RFC 3711 section 4.3.2).</summary>
    public enum Label : byte
    {
        Encryption,
        Authentication,
        Salt,
        ControlEncryption,
        ControlAuthentication,
        ControlSalt,
    }

    /// <summary>A 12-byte salt stands in the first bytes of the 14 (RFC 7714 section 11).</summary>
    public static byte[] Derive(ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt, Label label, int length)
    {
        Span<byte> seed = stackalloc byte[16];
        seed.Clear();
        masterSalt.CopyTo(seed);
        seed[7] ^= (byte)label;
        var key = new byte[length];
        new AesCounter(masterKey).Xor(key, Vector128.Create<byte>(seed));
        return key;
    }
}
