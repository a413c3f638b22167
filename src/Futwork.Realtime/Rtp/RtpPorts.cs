namespace Futwork.Realtime.Rtp;

/// <summary>
/// The two ports of one call: sound, and RTCP on the odd one above it, which stays reserved where both share the first; and the larger buffers of
/// the call. All of it is handed on to a later call (<see cref="RestingPorts"/>).
/// </summary>
internal sealed record RtpPorts(RtpSocket Sound, RtpSocket Control) : IDisposable
{
    /// <summary>What the call keeps its packets and its sound in.</summary>
    public CallBuffers Buffers { get; } = new();

    /// <summary>Drops what has piled up at both.</summary>
    /// <returns>How many packets of sound were among it.</returns>
    public int Discard(ReceiveBatch batch)
    {
        Control.Discard(batch);
        return Sound.Discard(batch);
    }

    public void Dispose()
    {
        Sound.Dispose();
        Control.Dispose();
    }
}
