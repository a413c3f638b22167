namespace Futwork.Realtime.Conversation.Speaking;

/// <summary>What the person hears behind the agent's voice: the background of the call, and the hold sound while it is on.</summary>
internal sealed class Backdrop(SoundSettings settings)
{
    private const int FadeSamples = 400;

    private readonly short[] _ambient = SoundLoops.OfAmbient(settings.Ambient, settings.Level);
    private readonly short[] _hold = SoundLoops.OfHold(settings.Hold);
    private int _ambientAt;
    private int _holdAt;
    private int _holdLevel;
    private volatile bool _holding;

    /// <summary>The hold sound is on; it sets in and ends softly.</summary>
    public bool IsHolding
    {
        get => _holding;
        set => _holding = value;
    }

    /// <summary>Adds it to a frame; called by the media clock, allocates nothing.</summary>
    public void Mix(Span<short> say)
    {
        if (_ambient.Length > 0)
            MixAmbient(say);
        if (_hold.Length > 0 && (_holding || _holdLevel > 0))
            MixHold(say);
    }

    private void MixAmbient(Span<short> say)
    {
        for (int i = 0; i < say.Length; i++)
        {
            say[i] = Add(say[i], _ambient[_ambientAt]);
            _ambientAt = _ambientAt + 1 == _ambient.Length ? 0 : _ambientAt + 1;
        }
    }

    private void MixHold(Span<short> say)
    {
        bool on = _holding;
        _holdAt = _holdLevel == 0 ? 0 : _holdAt;
        for (int i = 0; i < say.Length; i++)
        {
            _holdLevel = Math.Clamp(_holdLevel + (on ? 1 : -1), 0, FadeSamples);
            say[i] = Add(say[i], _hold[_holdAt] * _holdLevel / FadeSamples);
            _holdAt = _holdAt + 1 == _hold.Length ? 0 : _holdAt + 1;
        }
    }

    private static short Add(short a, int b) => (short)Math.Clamp(a + b, short.MinValue, short.MaxValue);
}
