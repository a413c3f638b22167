namespace Futwork.Realtime.Turns;

/// <summary>Gathers pressed keys into one answer: complete at the terminator (<c>#</c>), when they are enough, or when no other follows in time.</summary>
internal sealed class KeyBuffer(TurnPolicy policy)
{
    private string _keys = "";
    private TimeSpan _last;
    private TimeSpan? _habitUntil;

    /// <summary>When the keys so far become the answer; null when none were pressed.</summary>
    public TimeSpan? Due => _keys.Length == 0 ? null : _last + policy.KeyGap;

    /// <summary>Takes a key.</summary>
    /// <returns>False for a terminator that people press by habit behind an answer that was complete without it.</returns>
    public bool Press(char key, TimeSpan now)
    {
        bool isHabit = key == policy.KeyTerminator && now <= _habitUntil;
        _habitUntil = null;
        if (!isHabit)
            (_keys, _last) = (_keys + key, now);
        return !isHabit;
    }

    /// <summary>The answer, when it is complete by now. The buffer is then empty.</summary>
    public string? Take(Awaited awaited, TimeSpan now)
    {
        if (_keys.Length == 0 || !(_keys[^1] == policy.KeyTerminator || awaited.AreKeysEnough(_keys) || now >= Due))
            return null;
        string keys = _keys;
        _keys = "";
        _habitUntil = keys[^1] == policy.KeyTerminator ? null : now + policy.KeyGap;
        return keys;
    }
}
