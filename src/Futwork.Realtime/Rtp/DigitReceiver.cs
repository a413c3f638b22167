namespace Futwork.Realtime.Rtp;

/// <summary>Reports each key press once, at its first packet: all packets of a press carry one timestamp (RFC 4733 section 2.5.1.2).</summary>
internal sealed class DigitReceiver
{
    private uint _last;
    private bool _any;

    public void Reset() => _any = false;

    /// <summary>The key, when the packet begins a press not seen before; otherwise null.</summary>
    public char? Report(uint timestamp, ReadOnlySpan<byte> payload)
    {
        if (!TelephoneEvents.TryReadKey(payload, out var key)) return null;
        if (_any && (int)(timestamp - _last) <= 0) return null;
        _any = true;
        _last = timestamp;
        return key;
    }
}
