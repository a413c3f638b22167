namespace Futwork.Realtime.Turns;

/// <summary>What a chunk of sound changed.</summary>
internal enum VoiceChange
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Speech is confirmed; it began at <see cref="VoiceGate.StartSample"/>.</summary>
    Started,

    /// <summary>Speech has gone on for long enough that its level is known: <see cref="VoiceStream.LevelDbfs"/>.</summary>
    Levelled,

    /// <summary>What is heard is rather a hum than words.</summary>
    Hums,

    /// <summary>It is words after all.</summary>
    Speaks,

    /// <summary>The sound has dropped for 64 ms: speech may be over, or the speaker only breathes.</summary>
    Dipped,

    /// <summary>It is back, and speech goes on.</summary>
    Rose,

    /// <summary>Speech is over; it ended at <see cref="VoiceGate.EndSample"/>.</summary>
    Ended,
}

/// <summary>
/// Turns the speech probability of each 32 ms chunk into beginnings and ends, with hysteresis: it opens at 0.5, stays open
/// down to 0.35, and closes after a quarter of a second of silence, so that a stop consonant splits no word. Faint sound is
/// silence: the detector holds on to a voice for some 150 ms after it is gone.
/// </summary>
internal sealed class VoiceGate
{
    /// <summary>Samples in a chunk at 8 kHz.</summary>
    public const int ChunkSamples = 256;

    /// <summary>The probability from which on a chunk counts as voiced.</summary>
    public const float On = 0.5f;
    private const float Off = 0.35f;

    /// <summary>So many voiced chunks in a row are speech.</summary>
    public const int ConfirmChunks = 2;
    private const int DipChunks = 2;
    private const int HangOverChunks = 8;

    private long _position;
    private int _voiced;
    private int _quiet;
    private long _endBefore;

    /// <summary>Speech is going on.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Speech is going on, but nothing of it is heard at the moment.</summary>
    public bool IsDipped => IsOpen && _quiet >= DipChunks;

    /// <summary>Where the latest speech began, in samples since the start of the sound.</summary>
    public long StartSample { get; private set; }

    /// <summary>Where the latest speech ended: after its last voiced chunk.</summary>
    public long EndSample { get; private set; }

    /// <summary>Samples seen so far.</summary>
    public long Position => _position;

    /// <summary>Takes the next chunk.</summary>
    /// <param name="probability">How likely it is speech.</param>
    /// <param name="isFaint">It is too faint to be more of the speech that goes on.</param>
    public VoiceChange Next(float probability, bool isFaint = false)
    {
        _position += ChunkSamples;
        return IsOpen ? WhileOpen(isFaint ? 0 : probability) : WhileClosed(probability);
    }

    /// <summary>The speech that was just confirmed began so many chunks earlier.</summary>
    public void BeganEarlier(int chunks) => StartSample = Math.Max(_endBefore, StartSample - (chunks * ChunkSamples));

    private VoiceChange WhileClosed(float probability)
    {
        _voiced = probability >= On ? _voiced + 1 : 0;
        if (_voiced < ConfirmChunks)
            return VoiceChange.None;
        IsOpen = true;
        _quiet = 0;
        _endBefore = EndSample;
        StartSample = _position - (_voiced * ChunkSamples);
        EndSample = _position;
        return VoiceChange.Started;
    }

    private VoiceChange WhileOpen(float probability)
    {
        if (probability >= Off)
        {
            _quiet = 0;
            EndSample = _position;
            return VoiceChange.None;
        }

        if (++_quiet < HangOverChunks)
            return VoiceChange.None;
        IsOpen = false;
        _voiced = 0;
        return VoiceChange.Ended;
    }
}
