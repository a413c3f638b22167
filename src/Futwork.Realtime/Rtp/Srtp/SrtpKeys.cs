using System.Security.Cryptography;

namespace Futwork.Realtime.Rtp.Srtp;

/// <summary>The master key of one direction of one stream (RFC 3711 section 3.2.1). It never shows itself in text.</summary>
public sealed class SrtpKeys : IEquatable<SrtpKeys>
{
    private readonly byte[] _master;
    private readonly byte[] _mki;

    /// <param name="suite">What it is for.</param>
    /// <param name="master">Key and salt, one after the other, as in an <c>inline:</c> parameter.</param>
    /// <param name="mki">The master key identifier that packets carry; empty: none.</param>
    /// <exception cref="ArgumentException">The suite wants keys of another length.</exception>
    public SrtpKeys(SrtpSuite suite, ReadOnlySpan<byte> master, ReadOnlySpan<byte> mki = default)
    {
        if (master.Length != Size(suite)) throw new ArgumentException($"The keys of {suite.Name()} have {Size(suite)} bytes.", nameof(master));
        (Suite, _master, _mki) = (suite, master.ToArray(), mki.ToArray());
    }

    /// <summary>What the key is for.</summary>
    public SrtpSuite Suite { get; }

    internal ReadOnlySpan<byte> Master => _master;

    internal ReadOnlySpan<byte> Key => _master.AsSpan(0, Suite.KeySize());

    internal ReadOnlySpan<byte> Salt => _master.AsSpan(Suite.KeySize());

    internal ReadOnlySpan<byte> Mki => _mki;

    /// <summary>A fresh random key.</summary>
    public static SrtpKeys Generate(SrtpSuite suite) => new(suite, RandomNumberGenerator.GetBytes(Size(suite)));

    /// <summary>How many bytes key and salt have together.</summary>
    public static int Size(SrtpSuite suite) => suite.KeySize() + suite.SaltSize();

    /// <inheritdoc/>
    public bool Equals(SrtpKeys? other) =>
        other is not null && Suite == other.Suite && CryptographicOperations.FixedTimeEquals(_master, other._master) && _mki.AsSpan().SequenceEqual(other._mki);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SrtpKeys);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Suite, _master[0], _master[1]);

    /// <summary>The suite only.</summary>
    public override string ToString() => Suite.Name();
}
