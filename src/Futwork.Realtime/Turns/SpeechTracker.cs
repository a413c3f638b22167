namespace Futwork.Realtime.Turns;

/// <summary>Follows the speech on a line, chunk by chunk: where it begins and ends, how loud it is, and how it ends. Pure.</summary>
internal sealed class SpeechTracker
{
    // A third of a second: an "s" at the beginning is faint.
    private const int ChunksForLevel = 12, ChunksPerLevel = 4;
    private readonly LineLevel _level = new();
    private readonly VoiceCue _cue = new();
    private int _loud;

    /// <summary>Where speech began and ended.</summary>
    public VoiceGate Gate { get; } = new();

    /// <summary>How the latest speech ends.</summary>
    public PhraseMelody Melody { get; } = new();

    /// <summary>The speech that goes on has a level worth knowing: after a third of a second of it, and again every eighth.</summary>
    public bool HasLevel { get; private set; }

    /// <summary>What is heard is rather a hum than words: <see cref="VoiceCue"/>.</summary>
    public bool IsHum { get; private set; }

    /// <summary>The speech that goes on turned out to be a hum, or words after all.</summary>
    public bool IsToldApart { get; private set; }

    /// <summary>How loud the latest speech is, or was, in dBFS, less the noise of the line.</summary>
    public double LevelDbfs => _level.Dbfs(Gate.StartSample, Gate.EndSample) ?? LevelOfLast;

    private double LevelOfLast => _level.Dbfs(Gate.EndSample - VoiceGate.ChunkSamples, Gate.EndSample) ?? Audio.AudioLevel.SilenceDbfs;

    /// <summary>The level of words, by where they lie in the sound; null when that is not known any more.</summary>
    public double? LevelOf(long start, long end) => _level.Dbfs(start, end);

    /// <summary>Takes the next <see cref="VoiceGate.ChunkSamples"/>.</summary>
    /// <param name="chunk">The sound.</param>
    /// <param name="detected">How likely it is speech, by the detector.</param>
    public VoiceChange Hear(ReadOnlySpan<short> chunk, float detected)
    {
        _cue.Hear(chunk, _level.RatioToNoise(chunk));
        float probability = _cue.Believe(detected);
        (bool wasDipped, bool wasHum) = (Gate.IsDipped, Gate.IsOpen && IsHum);
        bool isFaint = _level.Hear(chunk, probability, Gate.IsOpen);
        VoiceChange change = Gate.Next(probability, isFaint);
        if (change is VoiceChange.Started)
            Gate.BeganEarlier(_level.SoundingBefore(VoiceGate.ConfirmChunks));
        bool isVoiced = probability >= VoiceGate.On && !isFaint;
        Melody.Hear(chunk, isVoiced, change);
        _loud = change is VoiceChange.Started ? 0 : _loud;
        if (!Gate.IsOpen && probability < VoiceGate.On)
            _cue.Forget();
        IsHum = _cue.IsHum;
        IsToldApart = Gate.IsOpen && IsHum != wasHum;
        HasLevel = Gate.IsOpen && isVoiced && ++_loud >= ChunksForLevel && _loud % ChunksPerLevel == 0;
        return change is VoiceChange.None && Gate.IsDipped != wasDipped ? wasDipped ? VoiceChange.Rose : VoiceChange.Dipped : change;
    }
}
