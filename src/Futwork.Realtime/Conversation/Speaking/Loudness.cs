namespace Futwork.Realtime.Conversation.Speaking;

/// <summary>Turns a voice down while somebody else makes a sound, and up again: over a frame each, so that no step is heard.</summary>
/// <param name="softenDecibels">How far down.</param>
internal struct Loudness(double softenDecibels)
{
    private const int Full = 1000;

    private readonly int _soft = (int)Math.Round(Full * Math.Pow(10, -softenDecibels / 20));
    private int _gain = Full;

    public void Apply(Span<short> say, bool isSoft)
    {
        int from = _gain, to = isSoft ? _soft : Full;
        _gain = to;
        if (from == Full && to == Full)
            return;
        for (int i = 0; i < say.Length; i++)
            say[i] = (short)(say[i] * (from + ((to - from) * (i + 1) / say.Length)) / Full);
    }
}
