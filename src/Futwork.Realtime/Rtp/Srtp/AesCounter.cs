using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;
using X86Aes = System.Runtime.Intrinsics.X86.Aes;

namespace Futwork.Realtime.Rtp.Srtp;

/// <summary>AES (FIPS 197) as a stream of key bytes, in counter mode. Uses the processor's instructions where it has them; never allocates once made.</summary>
internal sealed class AesCounter
{
    private const int BlockSize = 16;
    private static readonly byte[] Substitution = MakeSubstitution();
    private static readonly uint[] Columns = [.. Substitution.Select(MixedColumn)];
    private readonly Vector128<byte>[] _roundKeys;
    private readonly uint[] _words;

    /// <param name="key">16, 24 or 32 bytes.</param>
    public AesCounter(ReadOnlySpan<byte> key)
    {
        _words = Expand(key);
        _roundKeys = new Vector128<byte>[_words.Length / 4];
        Span<byte> bytes = stackalloc byte[BlockSize];
        for (var round = 0; round < _roundKeys.Length; round++)
        {
            Store(bytes, _words[4 * round], _words[(4 * round) + 1], _words[(4 * round) + 2], _words[(4 * round) + 3]);
            _roundKeys[round] = Vector128.Create<byte>(bytes);
        }
    }

    /// <summary>Encrypts, or decrypts, in place. The last two bytes of <paramref name="counter"/> count blocks.</summary>
    public void Xor(Span<byte> data, Vector128<byte> counter)
    {
        var block = BinaryPrimitives.ReverseEndianness(counter.AsUInt16()[7]);
        while (!data.IsEmpty)
        {
            var key = Encrypt(counter.AsUInt16().WithElement(7, BinaryPrimitives.ReverseEndianness(block++)).AsByte());
            if (data.Length < BlockSize)
            {
                for (var i = 0; i < data.Length; i++) data[i] ^= key[i];
                return;
            }

            (Vector128.Create<byte>(data) ^ key).CopyTo(data);
            data = data[BlockSize..];
        }
    }

    /// <summary>One block.</summary>
    public Vector128<byte> Encrypt(Vector128<byte> block)
    {
        if (X86Aes.IsSupported) return EncryptX86(block);
        return ArmAes.IsSupported ? EncryptArm(block) : EncryptPortably(block);
    }

    /// <summary>One block, on processors without AES: four table look-ups for each column and round.</summary>
    internal Vector128<byte> EncryptPortably(Vector128<byte> block)
    {
        Span<byte> bytes = stackalloc byte[BlockSize];
        block.CopyTo(bytes);
        var a = Load(bytes, 0) ^ _words[0];
        var b = Load(bytes, 1) ^ _words[1];
        var c = Load(bytes, 2) ^ _words[2];
        var d = Load(bytes, 3) ^ _words[3];
        for (var at = 4; at < _words.Length - 4; at += 4)
        {
            (a, b, c, d) = (
                Round(a, b, c, d) ^ _words[at], Round(b, c, d, a) ^ _words[at + 1], Round(c, d, a, b) ^ _words[at + 2], Round(d, a, b, c) ^ _words[at + 3]);
        }

        var last = _words.AsSpan(_words.Length - 4);
        Store(bytes, Final(a, b, c, d) ^ last[0], Final(b, c, d, a) ^ last[1], Final(c, d, a, b) ^ last[2], Final(d, a, b, c) ^ last[3]);
        return Vector128.Create<byte>(bytes);
    }

    private Vector128<byte> EncryptX86(Vector128<byte> block)
    {
        ref var key = ref MemoryMarshal.GetArrayDataReference(_roundKeys);
        block ^= key;
        for (var round = 1; round < _roundKeys.Length - 1; round++) block = X86Aes.Encrypt(block, System.Runtime.CompilerServices.Unsafe.Add(ref key, round));
        return X86Aes.EncryptLast(block, _roundKeys[^1]);
    }

    // The instruction adds the round key before it substitutes, so the last key is added by hand.
    private Vector128<byte> EncryptArm(Vector128<byte> block)
    {
        for (var round = 0; round < _roundKeys.Length - 2; round++) block = ArmAes.MixColumns(ArmAes.Encrypt(block, _roundKeys[round]));
        return ArmAes.Encrypt(block, _roundKeys[^2]) ^ _roundKeys[^1];
    }

    private static uint Round(uint a, uint b, uint c, uint d) =>
        Columns[a >> 24] ^ BitOperations.RotateRight(Columns[(byte)(b >> 16)], 8) ^ BitOperations.RotateRight(Columns[(byte)(c >> 8)], 16)
        ^ BitOperations.RotateRight(Columns[(byte)d], 24);

    private static uint Final(uint a, uint b, uint c, uint d) =>
        ((uint)Substitution[a >> 24] << 24) | ((uint)Substitution[(byte)(b >> 16)] << 16) | ((uint)Substitution[(byte)(c >> 8)] << 8) | Substitution[(byte)d];

    private static uint Load(ReadOnlySpan<byte> bytes, int column) => BinaryPrimitives.ReadUInt32BigEndian(bytes[(4 * column)..]);

    private static void Store(Span<byte> bytes, uint a, uint b, uint c, uint d)
    {
        BinaryPrimitives.WriteUInt32BigEndian(bytes, a);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], b);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], c);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[12..], d);
    }

    /// <summary>FIPS 197 section 5.2.</summary>
    private static uint[] Expand(ReadOnlySpan<byte> key)
    {
        var length = key.Length / 4;
        var words = new uint[4 * (length + 7)];
        for (var i = 0; i < length; i++) words[i] = Load(key, i);
        uint constant = 1;
        for (var i = length; i < words.Length; i++)
        {
            var word = words[i - 1];
            if (i % length == 0)
            {
                word = Substitute(BitOperations.RotateLeft(word, 8)) ^ (constant << 24);
                constant = Twice(constant);
            }
            else if (length > 6 && i % length == 4) word = Substitute(word);
            words[i] = words[i - length] ^ word;
        }

        return words;
    }

    private static uint Substitute(uint word) => Final(word, word, word, word);

    private static uint MixedColumn(byte value) => (Twice(value) << 24) | ((uint)value << 16) | ((uint)value << 8) | (Twice(value) ^ value);

    /// <summary>Times x in the field of FIPS 197 section 4.2.</summary>
    private static uint Twice(uint value) => ((value << 1) ^ ((value & 0x80) != 0 ? 0x11Bu : 0)) & 0xFF;

    /// <summary>FIPS 197 section 5.1.1: the inverse in the field, then an affine transformation. 3 generates the field.</summary>
    private static byte[] MakeSubstitution()
    {
        Span<byte> powers = stackalloc byte[256];
        Span<byte> logarithms = stackalloc byte[256];
        var power = 1u;
        for (var i = 0; i < 255; i++)
        {
            powers[i] = (byte)power;
            logarithms[(int)power] = (byte)i;
            power ^= Twice(power);
        }

        var table = new byte[256];
        for (var i = 0; i < 256; i++)
        {
            uint inverse = i == 0 ? 0u : powers[(255 - logarithms[i]) % 255];
            var spread = inverse * 0x0101;
            table[i] = (byte)(inverse ^ (spread >> 7) ^ (spread >> 6) ^ (spread >> 5) ^ (spread >> 4) ^ 0x63);
        }

        return table;
    }
}
