namespace Futwork.Realtime.Rtp.Srtp;

/// <summary>The windows of the sources that have sent under one key. A far end may change its SSRC; one that does so endlessly loses its oldest window.</summary>
internal sealed class ReplayWindows
{
    private const int Most = 16;
    private readonly ReplayWindow?[] _windows = new ReplayWindow?[Most];
    private ReplayWindow? _last;
    private int _next;

    public ReplayWindow? Find(uint ssrc)
    {
        if (_last is not null && _last.Ssrc == ssrc) return _last;
        foreach (var window in _windows)
        {
            if (window is not null && window.Ssrc == ssrc) return _last = window;
        }

        return null;
    }

    /// <summary>The first authentic packet of a source has come.</summary>
    public void Begin(uint ssrc, ulong index)
    {
        _last = _windows[_next] = new ReplayWindow(ssrc);
        _next = (_next + 1) % Most;
        _last.Mark(index);
    }
}
