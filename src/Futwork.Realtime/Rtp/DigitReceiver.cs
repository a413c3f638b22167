using Futwork.Realtime.Audio;

namespace Futwork.Realtime.Rtp;

/// <summary>
/// Reports each key press once, at its first packet: all packets of a press carry one timestamp (RFC 4733 section 2.5.1.2). Those of the last few are remembered,
/// since a packet of one may come when the next has begun; which comes first says nothing, since a far end may step back in time. A key that is held for longer
/// than the duration field counts goes on in a segment with a timestamp of its own (section 2.5.1.3). Some far ends time their packets wrongly: what they tell of duration and end
/// then says which press a packet is of. A far end may tell by signalling, too, in place of events or beside them: once events are heard they alone count.
/// </summary>
internal sealed class DigitReceiver
{
    private const uint SegmentLength = 0xFFFF;
    private const int Remembered = 4;

    /// <summary>Two seconds: by then an event has followed the signalling that told of the same press.</summary>
    private const long BothTicks = 2000 / PhoneAudio.FrameMilliseconds;

    /// <summary>200 ms: no press is told of again after as long, unless it goes on in a segment.</summary>
    private const long SameTicks = 200 / PhoneAudio.FrameMilliseconds;

    private readonly Queue<(uint Ssrc, uint Timestamp, char Key)> _recent = new(Remembered);
    private (uint Ssrc, uint Timestamp, char Key) _press;
    private KeyEvent _told;
    private ushort _toldIn;
    private long _toldAt;
    private bool _hearsEvents;
    private (char Key, long Tick)? _signalled;

    /// <summary>Another may speak for the far end from now on, or tell of keys in another way.</summary>
    public void StartOver() => (_hearsEvents, _signalled) = (false, null);

    /// <summary>The key, when the packet begins a press not seen before; otherwise null.</summary>
    public char? Report(in RtpPacket packet, long tick)
    {
        if (!TelephoneEvents.TryRead(packet.Payload, out var told)) return null;
        var press = (packet.Ssrc, packet.Timestamp, told.Key);
        if (press != _press && _recent.Contains(press)) return null;
        var isLater = (short)(packet.Sequence - _toldIn) > 0;
        var goesOn = press == _press ? !BeginsAgain(told, packet.Marker, isLater) : !packet.Marker && GoesOn(press, told, isLater, tick);
        if (press != _press) Remember(press);
        if (isLater || !goesOn) (_told, _toldIn, _toldAt) = (told, packet.Sequence, tick);
        if (goesOn) return null;
        var isKnown = !_hearsEvents && _signalled is { } signalled && signalled.Key == told.Key && tick - signalled.Tick < BothTicks;
        _hearsEvents = true;
        return isKnown ? null : told.Key;
    }

    /// <summary>A key that signalling tells of; null where the far end tells of its keys by events.</summary>
    public char? ReportSignalled(char key, long tick)
    {
        if (_hearsEvents) return null;
        _signalled = (key, tick);
        return key;
    }

    /// <summary>The same key pressed anew, by a far end whose time stood still meanwhile.</summary>
    private bool BeginsAgain(KeyEvent told, bool isMarked, bool isLater) => isLater && _told.IsEnd && !told.IsEnd && (isMarked || told.Duration < _told.Duration);

    /// <summary>
    /// The press has another timestamp than before: in a segment, or by a mistake of the far end. Within a press the duration grows, and its end is told again with the
    /// same one (RFC 4733 section 2.5.1.4); another press begins with a short one.
    /// </summary>
    private bool GoesOn((uint Ssrc, uint Timestamp, char Key) press, KeyEvent told, bool isLater, long tick)
    {
        if (press.Key != _press.Key || press.Ssrc != _press.Ssrc) return false;
        if (press.Timestamp == _press.Timestamp + SegmentLength) return true;
        if (tick - _toldAt > SameTicks) return false;
        if (!isLater) return told.Duration <= _told.Duration;
        return _told.IsEnd ? told.IsEnd && told.Duration == _told.Duration : told.Duration > _told.Duration;
    }

    private void Remember((uint Ssrc, uint Timestamp, char Key) press)
    {
        _press = press;
        if (_recent.Count == Remembered) _recent.Dequeue();
        _recent.Enqueue(press);
    }
}
