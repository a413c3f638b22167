using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Turns;

/// <summary>How loud a turn is, and how loud the caller is, so that somebody else's voice from across the room is not taken for theirs.</summary>
internal sealed class TurnLevel
{
    private const double Gain = 0.3;

    private double? _caller;
    private double? _voice;
    private double? _words;
    private double? _finalWords;

    /// <summary>The turn is this much quieter than the caller, in decibels, and more; never as long as nothing of theirs was understood.</summary>
    public bool IsFar(double decibels) => Dbfs < _caller - decibels;

    /// <summary>A turn begins.</summary>
    public void Forget() => (_voice, _words, _finalWords) = (null, null, null);

    /// <summary>How loud the speech that goes on is, or was, in dBFS.</summary>
    public void Sounded(double dbfs) => _voice = dbfs;

    /// <summary>How loud words of the turn were; the loudest of them count.</summary>
    public void Said(RecognitionResult words, double? dbfs)
    {
        if (words.Text.Length == 0 || dbfs is not { } level)
            return;
        _words = Math.Max(level, _finalWords ?? level);
        _finalWords = words.IsFinal ? _words : _finalWords;
    }

    /// <summary>The turn was the caller's.</summary>
    public void LearnCaller()
    {
        if (Dbfs is { } level)
            _caller = _caller is { } known ? known + (Gain * (level - known)) : level;
    }

    /// <summary>By its words where that is known: quiet speech may be below what voice activity hears.</summary>
    private double? Dbfs => _words ?? _voice;
}
