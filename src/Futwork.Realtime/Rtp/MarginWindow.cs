namespace Futwork.Realtime.Rtp;

/// <summary>The smallest margin, in samples, by which packets came early during the last 2 to 4 seconds.</summary>
internal sealed class MarginWindow
{
    private const int HalfInFrames = 100;
    private int _now;
    private int _before;
    private int _age;
    private bool _full;

    /// <summary>A half of the window has just been completed.</summary>
    public bool Rotated => _age == 0;

    /// <summary>What could be given up without having missed a packet lately; 0 until a window is complete.</summary>
    public int Spare => _full ? Math.Min(_now, _before) : 0;

    public void Reset()
    {
        _now = _before = int.MaxValue;
        _age = 0;
        _full = false;
    }

    public void Observe(int margin) => _now = Math.Min(_now, margin);

    public void Tick()
    {
        if (++_age < HalfInFrames) return;
        _full = _before != int.MaxValue && _now != int.MaxValue;
        _before = _now;
        _now = int.MaxValue;
        _age = 0;
    }

    /// <summary>The delay itself changed by this much.</summary>
    public void Shift(int samples)
    {
        if (_now != int.MaxValue) _now += samples;
        if (_before != int.MaxValue) _before += samples;
    }
}
