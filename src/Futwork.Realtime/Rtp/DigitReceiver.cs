namespace Futwork.Realtime.Rtp;

/// <summary>Reports each key press once, at its first packet: all packets of a press carry one timestamp (RFC 4733 section 2.5.1.2).</summary>
internal sealed class DigitReceiver
{
    private uint _last;
    private bool _any;

    public void Reset() => _any = false;

    /// <summary>True when the packet begins a press not seen before.</summary>
    public bool TryReport(uint timestamp, ReadOnlySpan<byte> payload, out char key)
    {
        if (!TelephoneEvents.TryReadKey(payload, out key)) return false;
        if (_any && (int)(timestamp - _last) <= 0) return false;
        _any = true;
        _last = timestamp;
        return true;
    }
}
