using Futwork.Realtime.Audio;

namespace Futwork.Realtime.Rtp;

/// <summary>
/// Finds out where the far end really is (symmetric RTP, RFC 4961): sound is sent to where valid packets come from, since
/// behind NAT that is not what its SDP says. A stranger could abuse that, so the choice is final after a few seconds, and
/// at once when packets come from the very address that was signalled. Until then another source takes over only with
/// several packets in a row, and only when the first has fallen silent: who keeps sending cannot be pushed aside. The
/// address that was signalled may so take over later as well: it may have begun late. Packets
/// that are proven authentic (SRTP) need none of this and may move at any time.
/// </summary>
internal sealed class SymmetricLatch
{
    private const long ProbationTicks = 3000 / PhoneAudio.FrameMilliseconds;
    private const long SilenceTicks = 200 / PhoneAudio.FrameMilliseconds;
    private const long UnprovenSilenceTicks = 60 / PhoneAudio.FrameMilliseconds;
    private const long StrayTicks = 500 / PhoneAudio.FrameMilliseconds;
    private const int PacketsInARow = 3;
    private PeerAddress _signalled;
    private PeerAddress _peer;
    private PeerAddress _former;
    private PeerAddress _rival;
    private uint _rivalSsrc;
    private ushort _rivalSequence;
    private int _fromRival;
    private int _fromPeer;
    private long _lastFromPeer;
    private long _pinnedFrom = long.MaxValue;
    private long? _straysUntil;
    private bool _pinned;

    /// <summary>Where to send to.</summary>
    public ref readonly PeerAddress Peer => ref _peer;

    /// <summary>The far end signalled an address. The same one again changes nothing.</summary>
    public void Signal(in PeerAddress remote)
    {
        if (_signalled.Equals(remote)) return;
        _former = _peer;
        _straysUntil = null;
        _signalled = _peer = remote;
        StartOver();
    }

    /// <summary>Another may speak for the far end from now on, without a new address being signalled: who comes first is believed again, and the seconds are counted anew.</summary>
    public void StartOver()
    {
        _pinned = false;
        _pinnedFrom = long.MaxValue;
        _fromPeer = _fromRival = 0;
    }

    /// <summary>Whether a valid packet from <paramref name="source"/> belongs to this stream.</summary>
    /// <param name="source">Where it came from.</param>
    /// <param name="packet">Its header.</param>
    /// <param name="tick">When.</param>
    /// <param name="isAuthentic">It was encrypted with the far end's key.</param>
    public bool Accept(in PeerAddress source, in RtpPacket packet, long tick, bool isAuthentic)
    {
        if (_fromPeer == 0) return IsStray(source, tick, isAuthentic) || Take(source, tick);
        if (source.Equals(_peer))
        {
            _lastFromPeer = tick;
            if (_fromPeer < PacketsInARow) _fromPeer++;
            return true;
        }

        if (isAuthentic) return Take(source, tick);
        if (_pinned) return false;
        var isFinal = tick >= _pinnedFrom;
        if (source.Equals(_signalled) && !isFinal) return Take(source, tick);
        if (isFinal && !source.Equals(_signalled)) return false;
        Observe(source, packet);
        var silence = tick - _lastFromPeer;
        return _fromRival >= PacketsInARow && silence >= (_fromPeer < PacketsInARow ? UnprovenSilenceTicks : SilenceTicks) && Take(source, tick);
    }

    /// <summary>
    /// What the far end sent from where it was before, while its change was on the way: it is heard, and our sound does not go back there. Who goes on sending from there
    /// has not moved.
    /// </summary>
    private bool IsStray(in PeerAddress source, long tick, bool isAuthentic)
    {
        if (isAuthentic || !source.Equals(_former) || source.Equals(_signalled)) return false;
        _straysUntil ??= tick + StrayTicks;
        return tick < _straysUntil;
    }

    private bool Take(in PeerAddress source, long tick)
    {
        if (_pinnedFrom == long.MaxValue) _pinnedFrom = tick + ProbationTicks;
        if (source.Equals(_signalled)) _pinned = true;
        _peer = source;
        _fromPeer = 1;
        _fromRival = 0;
        _lastFromPeer = tick;
        return true;
    }

    /// <summary>Counts a rival's packets of one source and with numbers in a row.</summary>
    private void Observe(in PeerAddress source, in RtpPacket packet)
    {
        var continues = source.Equals(_rival) && packet.Ssrc == _rivalSsrc && (ushort)(packet.Sequence - _rivalSequence) is 1 or 2;
        _fromRival = continues ? _fromRival + 1 : 1;
        (_rival, _rivalSsrc, _rivalSequence) = (source, packet.Ssrc, packet.Sequence);
    }
}
