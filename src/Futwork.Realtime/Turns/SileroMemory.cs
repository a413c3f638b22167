namespace Futwork.Realtime.Turns;

/// <summary>What the network remembers of one stream from chunk to chunk.</summary>
/// <param name="context">Samples of the chunk before that it hears again.</param>
internal sealed class SileroMemory(int context)
{
    /// <summary>The end of the chunk before.</summary>
    public float[] Context { get; } = new float[context];

    /// <summary>The recurrent state.</summary>
    public float[] HiddenState { get; } = new float[SileroWeights.Hidden];

    /// <summary>The cells behind it.</summary>
    public float[] Cells { get; } = new float[SileroWeights.Hidden];

    /// <summary>Forgets it.</summary>
    public void Clear()
    {
        Array.Clear(Context);
        Array.Clear(HiddenState);
        Array.Clear(Cells);
    }
}
