using Futwork.Realtime.Audio;

namespace Futwork.Realtime.Rtp;

/// <summary>
/// Reports each key press once, at its first packet: all packets of a press carry one timestamp (RFC 4733 section 2.5.1.2). Those of the last few are remembered,
/// since a packet of one may come when the next has begun; which comes first says nothing, since a far end may step back in time. A key that is held for longer
/// than the duration field counts goes on in a segment with a timestamp of its own (section 2.5.1.3). A far end may tell by signalling, too, in place of events or beside them: once
/// events are heard they alone count.
/// </summary>
internal sealed class DigitReceiver
{
    private const uint SegmentLength = 0xFFFF;
    private const int Remembered = 4;

    /// <summary>Two seconds: by then an event has followed the signalling that told of the same press.</summary>
    private const long BothTicks = 2000 / PhoneAudio.FrameMilliseconds;

    private readonly Queue<(uint Ssrc, uint Timestamp)> _recent = new(Remembered);
    private (uint Ssrc, uint Timestamp) _last;
    private char _key;
    private bool _hearsEvents;
    private (char Key, long Tick)? _signalled;

    /// <summary>Another may speak for the far end from now on, and tell of keys in another way.</summary>
    public void StartOver() => (_hearsEvents, _signalled) = (false, null);

    /// <summary>The key, when the packet begins a press not seen before; otherwise null.</summary>
    public char? Report(in RtpPacket packet, long tick)
    {
        if (!TelephoneEvents.TryReadKey(packet.Payload, out var key)) return null;
        var press = (packet.Ssrc, packet.Timestamp);
        if (_recent.Contains(press)) return null;
        var goesOn = key == _key && press == (_last.Ssrc, _last.Timestamp + SegmentLength) && !packet.Marker;
        (_last, _key) = (press, key);
        if (_recent.Count == Remembered) _recent.Dequeue();
        _recent.Enqueue(press);
        if (goesOn) return null;
        var isKnown = !_hearsEvents && _signalled is { } told && told.Key == key && tick - told.Tick < BothTicks;
        _hearsEvents = true;
        return isKnown ? null : key;
    }

    /// <summary>A key that signalling tells of; null where the far end tells of its keys by events.</summary>
    /// <param name="key">The key.</param>
    /// <param name="mayHearEvents">Events are agreed on.</param>
    /// <param name="tick">When.</param>
    public char? ReportSignalled(char key, bool mayHearEvents, long tick)
    {
        if (_hearsEvents && mayHearEvents) return null;
        _signalled = (key, tick);
        return key;
    }
}
