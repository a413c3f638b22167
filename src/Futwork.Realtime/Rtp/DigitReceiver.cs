namespace Futwork.Realtime.Rtp;

/// <summary>
/// Reports each key press once, at its first packet: all packets of a press carry one timestamp (RFC 4733 section 2.5.1.2). Those of the last few are remembered,
/// since a packet of one may come when the next has begun; which comes first says nothing, since a far end may step back in time. A key that is held for longer
/// than the duration field counts goes on in a segment with a timestamp of its own (section 2.5.1.3).
/// </summary>
internal sealed class DigitReceiver
{
    private const uint SegmentLength = 0xFFFF;
    private const int Remembered = 4;

    private readonly Queue<(uint Ssrc, uint Timestamp)> _recent = new(Remembered);
    private (uint Ssrc, uint Timestamp) _last;
    private char _key;

    /// <summary>The key, when the packet begins a press not seen before; otherwise null.</summary>
    public char? Report(in RtpPacket packet)
    {
        if (!TelephoneEvents.TryReadKey(packet.Payload, out var key)) return null;
        var press = (packet.Ssrc, packet.Timestamp);
        if (_recent.Contains(press)) return null;
        var goesOn = key == _key && press == (_last.Ssrc, _last.Timestamp + SegmentLength) && !packet.Marker;
        (_last, _key) = (press, key);
        if (_recent.Count == Remembered) _recent.Dequeue();
        _recent.Enqueue(press);
        return goesOn ? null : key;
    }
}
