namespace Futwork.Realtime.Conversation.Speaking;

/// <summary>Turns a voice down while somebody else makes a sound, and up again: over a frame each, so that no step is heard.</summary>
internal struct Loudness
{
    /// <summary>12 dB down: still to be followed, and clearly giving way.</summary>
    private const int SoftPercent = 25;

    private int _reduction;

    public void Apply(Span<short> say, bool isSoft)
    {
        int from = _reduction, to = isSoft ? 100 - SoftPercent : 0;
        _reduction = to;
        if (from == 0 && to == 0)
            return;
        for (int i = 0; i < say.Length; i++)
            say[i] = (short)(say[i] * (100 - from - ((to - from) * (i + 1) / say.Length)) / 100);
    }
}
