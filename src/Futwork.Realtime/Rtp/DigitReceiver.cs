namespace Futwork.Realtime.Rtp;

/// <summary>
/// Reports each key press once, at its first packet: all packets of a press carry one timestamp (RFC 4733 section 2.5.1.2). One that is held for longer than
/// the duration field counts goes on in a segment with a timestamp of its own (section 2.5.1.3).
/// </summary>
internal sealed class DigitReceiver
{
    private const uint SegmentLength = 0xFFFF;

    private uint _last;
    private char _key;
    private bool _any;

    public void Reset() => _any = false;

    /// <summary>The key, when the packet begins a press not seen before; otherwise null.</summary>
    public char? Report(in RtpPacket packet)
    {
        if (!TelephoneEvents.TryReadKey(packet.Payload, out var key)) return null;
        var ahead = packet.Timestamp - _last;
        if (_any && (int)ahead <= 0) return null;
        var goesOn = _any && ahead == SegmentLength && key == _key && !packet.Marker;
        (_any, _last, _key) = (true, packet.Timestamp, key);
        return goesOn ? null : key;
    }
}
