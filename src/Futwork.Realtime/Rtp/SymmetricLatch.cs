using Futwork.Realtime.Audio;

namespace Futwork.Realtime.Rtp;

/// <summary>
/// Finds out where the far end really is (symmetric RTP, RFC 4961): sound is sent to where valid packets come from, since
/// behind NAT that is not what its SDP says. A stranger could abuse that, so the choice is final after a few seconds, and
/// at once when packets come from the very address that was signalled.
/// </summary>
internal sealed class SymmetricLatch
{
    private const long ProbationTicks = 3000 / PhoneAudio.FrameMilliseconds;
    private PeerAddress _signalled;
    private PeerAddress _peer;
    private long _pinnedFrom = long.MaxValue;
    private bool _pinned;

    /// <summary>Where to send to.</summary>
    public ref readonly PeerAddress Peer => ref _peer;

    /// <summary>The far end signalled an address. The same one again changes nothing.</summary>
    public void Signal(in PeerAddress remote)
    {
        if (_signalled.Equals(remote)) return;
        _signalled = _peer = remote;
        _pinned = false;
        _pinnedFrom = long.MaxValue;
    }

    /// <summary>Whether a valid packet from <paramref name="source"/> belongs to this stream.</summary>
    public bool Accept(in PeerAddress source, long tick)
    {
        if (_pinned || tick >= _pinnedFrom) return source.Equals(_peer);
        if (source.Equals(_signalled)) _pinned = true;
        if (_pinnedFrom == long.MaxValue) _pinnedFrom = tick + ProbationTicks;
        _peer = source;
        return true;
    }
}
