namespace Futwork.Realtime.Turns;

/// <summary>Gathers pressed keys into one answer: complete at the terminator (<c>#</c>), when they are enough, or when no other follows in time.</summary>
internal sealed class KeyBuffer(TurnPolicy policy)
{
    private string _keys = "";
    private TimeSpan _last;

    /// <summary>When the keys so far become the answer; null when none were pressed.</summary>
    public TimeSpan? Due => _keys.Length == 0 ? null : _last + policy.KeyGap;

    public void Press(char key, TimeSpan now) => (_keys, _last) = (_keys + key, now);

    /// <summary>The answer, when it is complete by now. The buffer is then empty.</summary>
    public string? Take(Awaited awaited, TimeSpan now)
    {
        if (_keys.Length == 0 || !(_keys[^1] == policy.KeyTerminator || awaited.AreKeysEnough(_keys) || now >= Due))
            return null;
        string keys = _keys;
        _keys = "";
        return keys;
    }
}
