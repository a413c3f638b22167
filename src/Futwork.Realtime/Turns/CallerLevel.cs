namespace Futwork.Realtime.Turns;

/// <summary>Learns how loud the caller is, so that somebody else's voice from across the room is not taken for theirs.</summary>
internal sealed class CallerLevel
{
    private const double Gain = 0.3;

    private double? _learnt;

    /// <summary>The caller's level in dBFS; null as long as no turn of theirs was understood.</summary>
    public double? Dbfs => _learnt;

    /// <summary>The caller said something that was understood, at this level.</summary>
    public void Learn(double dbfs) => _learnt = _learnt is { } known ? known + (Gain * (dbfs - known)) : dbfs;

    /// <summary>Speech at this level is too quiet to be the caller's.</summary>
    public bool IsFar(double? dbfs, double decibels) => dbfs < _learnt - decibels;
}
