using Futwork.Realtime.Audio;

namespace Futwork.Providers.Sockets;

/// <summary>The sound of a call that a vendor has not settled yet, encoded as µ-law, for a connection that has to begin anew. Keeps the last ten seconds at most.</summary>
internal sealed class SoundBacklog
{
    private const int ReplaySamples = PhoneAudio.SampleRate / 10;
    private readonly byte[] _ring = new byte[10 * PhoneAudio.SampleRate];

    /// <summary>Samples written in all.</summary>
    public long Written { get; private set; }

    /// <summary>The first sample that is not settled.</summary>
    public long Settled { get; private set; }

    /// <summary>Adds sound.</summary>
    /// <returns>It, encoded, to be sent.</returns>
    public byte[] Append(ReadOnlySpan<short> pcm)
    {
        var encoded = new byte[pcm.Length];
        G711.EncodeMuLaw(pcm, encoded);
        int at = (int)(Written % _ring.Length);
        int head = Math.Min(encoded.Length, _ring.Length - at);
        encoded.AsSpan(0, head).CopyTo(_ring.AsSpan(at));
        encoded.AsSpan(head).CopyTo(_ring);
        Written += encoded.Length;
        return encoded;
    }

    /// <summary>Nothing before this sample is needed again.</summary>
    public void Settle(long sample) => Settled = Math.Clamp(sample, Settled, Written);

    /// <summary>What is not settled, in pieces, and the sample that it begins with.</summary>
    public (long Start, IReadOnlyList<byte[]> Pieces) Unsettled()
    {
        long start = Math.Max(Settled, Written - _ring.Length);
        var pieces = new List<byte[]>();
        for (long at = start; at < Written; at += ReplaySamples)
            pieces.Add(Copy(at, (int)Math.Min(ReplaySamples, Written - at)));
        return (start, pieces);
    }

    private byte[] Copy(long start, int count)
    {
        var copy = new byte[count];
        for (var i = 0; i < count; i++)
            copy[i] = _ring[(start + i) % _ring.Length];
        return copy;
    }
}
