namespace Futwork.Realtime.Rtp.Srtp;

/// <summary>The ways to protect sound that we know.</summary>
public enum SrtpSuite
{
    /// <summary>AES-128 in counter mode, 80-bit tag (RFC 4568 section 6.2.1): what every peer knows.</summary>
    AesCm128HmacSha1Tag80,

    /// <summary>The same with a 32-bit tag on sound (RFC 4568 section 6.2.2).</summary>
    AesCm128HmacSha1Tag32,

    /// <summary>AES-256 in counter mode, 80-bit tag (RFC 6188).</summary>
    AesCm256HmacSha1Tag80,

    /// <summary>AES-128 in Galois/counter mode, 128-bit tag (RFC 7714).</summary>
    AeadAes128Gcm,
}

/// <summary>Names and sizes of the suites.</summary>
internal static class SrtpSuites
{
    /// <summary>In the order of our offers.</summary>
    public static readonly IReadOnlyList<SrtpSuite> Preferred =
        [SrtpSuite.AesCm128HmacSha1Tag80, SrtpSuite.AeadAes128Gcm, SrtpSuite.AesCm256HmacSha1Tag80, SrtpSuite.AesCm128HmacSha1Tag32];

    /// <summary>The name in an <c>a=crypto</c> line.</summary>
    public static string Name(this SrtpSuite suite) => suite switch
    {
        SrtpSuite.AesCm128HmacSha1Tag32 => "AES_CM_128_HMAC_SHA1_32",
        SrtpSuite.AesCm256HmacSha1Tag80 => "AES_256_CM_HMAC_SHA1_80",
        SrtpSuite.AeadAes128Gcm => "AEAD_AES_128_GCM",
        _ => "AES_CM_128_HMAC_SHA1_80",
    };

    /// <summary>The suite of that name, in any case; null when it is none of ours.</summary>
    public static SrtpSuite? ByName(ReadOnlySpan<char> name)
    {
        foreach (var suite in Preferred)
        {
            if (name.Equals(suite.Name(), StringComparison.OrdinalIgnoreCase)) return suite;
        }

        return null;
    }

    public static bool IsAead(this SrtpSuite suite) => suite is SrtpSuite.AeadAes128Gcm;

    /// <summary>Bytes of the master key, and of the session keys.</summary>
    public static int KeySize(this SrtpSuite suite) => suite is SrtpSuite.AesCm256HmacSha1Tag80 ? 32 : 16;

    /// <summary>Bytes of the master salt.</summary>
    public static int SaltSize(this SrtpSuite suite) => suite.IsAead() ? 12 : 14;

    /// <summary>Bytes that authentication adds to a packet of sound.</summary>
    public static int TagSize(this SrtpSuite suite) => suite switch
    {
        SrtpSuite.AesCm128HmacSha1Tag32 => 4,
        SrtpSuite.AeadAes128Gcm => 16,
        _ => 10,
    };

    /// <summary>Bytes that authentication adds to RTCP: a short tag is for sound only (RFC 4568 section 6.2.2).</summary>
    public static int ControlTagSize(this SrtpSuite suite) => suite.IsAead() ? 16 : 10;
}
