namespace Futwork.Realtime.Conversation.Speaking;

/// <summary>
/// Takes the click out of a sound that is cut or set in: the step at the cut fades out over 5 ms instead of being heard at once.
/// Steps that no phone line could carry above its own noise are left alone.
/// </summary>
internal struct Declicker
{
    private const int FadeSamples = 40;
    private const int AudibleStep = 64;

    private short _last;
    private int _step;
    private int _left;

    /// <summary>Passes a frame on, or a part of one.</summary>
    /// <param name="say">The samples; there may be none.</param>
    /// <param name="isCut">The first of them does not follow the last one before.</param>
    public void Smooth(Span<short> say, bool isCut)
    {
        if (say.IsEmpty)
            return;
        if (isCut && Math.Abs(_last - say[0]) >= AudibleStep)
            (_step, _left) = (_last - say[0], FadeSamples);
        for (int i = 0; i < say.Length && _left > 0; i++, _left--)
            say[i] = (short)Math.Clamp(say[i] + (_step * _left / FadeSamples), short.MinValue, short.MaxValue);
        _last = say[^1];
    }
}
