using Futwork.Realtime.Audio;

namespace Futwork.Realtime.Speech;

/// <summary>
/// The sound of a call that no final result covers yet, with what was told of it, so that other ears can be given all of it. In
/// silence it keeps a second, since speech is noticed only after it has begun.
/// </summary>
internal sealed class UnansweredSound
{
    private const int Margin = PhoneAudio.SampleRate;
    private const int Longest = 30 * PhoneAudio.SampleRate;

    private readonly List<Mark> _marks = [];
    private short[] _sound = new short[4 * Margin];
    private int _start;
    private int _count;
    private long _settled;

    /// <summary>Samples of the whole call.</summary>
    public long Position { get; private set; }

    /// <summary>Ends of speech that no result has answered.</summary>
    public int Owed => _marks.Count(m => !m.Begins);

    public void Write(ReadOnlySpan<short> pcm)
    {
        Trim();
        if (_start + _count + pcm.Length > _sound.Length)
            MakeRoom(pcm.Length);
        pcm.CopyTo(_sound.AsSpan(_start + _count));
        _count += pcm.Length;
        Position += pcm.Length;
    }

    public void Started(int samplesAgo) => _marks.Add(new Mark(Position, true, samplesAgo));

    public void Ended() => _marks.Add(new Mark(Position, false, 0));

    /// <summary>A final result has come.</summary>
    /// <param name="result">The result.</param>
    /// <param name="offset">Where in the call the first sample lies that its ears were given.</param>
    public void Answered(RecognitionResult result, long offset)
    {
        if (result.IsFinal)
            _settled = result.Words is [.., var last] ? Math.Max(_settled, offset + last.EndSample) : Position;
        int end = result.EndsSpeech ? _marks.FindIndex(m => !m.Begins) : -1;
        if (end >= 0)
            _marks.RemoveRange(0, end + 1);
    }

    /// <summary>Gives all of it to other ears.</summary>
    /// <returns>Where in the call the first sample lies that they were given.</returns>
    public long Replay(IRecognition ears)
    {
        Trim();
        long first = Position - _count, at = first;
        foreach (Mark mark in _marks)
        {
            at = Write(ears, at, mark.Position);
            if (mark.Begins)
                ears.SpeechStarted((int)Math.Min(mark.SamplesAgo, at - first));
            else
                ears.SpeechEnded();
        }

        Write(ears, at, Position);
        return first;
    }

    private long Write(IRecognition ears, long from, long to)
    {
        if (to <= from)
            return from;
        ears.Write(_sound.AsSpan(_start + (int)(from - (Position - _count)), (int)(to - from)));
        return to;
    }

    private void Trim()
    {
        long keep = _marks.Count > 0 ? Math.Max(_marks[0].Position - _marks[0].SamplesAgo - (Margin / 4), _settled) : Position - Margin;
        int surplus = (int)Math.Clamp(Math.Max(keep, Position - Longest) - (Position - _count), 0, _count);
        _start += surplus;
        _count -= surplus;
    }

    private void MakeRoom(int more)
    {
        short[] to = _count + more > _sound.Length / 2 ? new short[_sound.Length * 2] : _sound;
        _sound.AsSpan(_start, _count).CopyTo(to);
        (_sound, _start) = (to, 0);
    }

    private readonly record struct Mark(long Position, bool Begins, int SamplesAgo);
}
