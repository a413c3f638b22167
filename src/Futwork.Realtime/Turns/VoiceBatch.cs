using Futwork.Realtime.Audio;

namespace Futwork.Realtime.Turns;

/// <summary>Collects the chunks that several calls have ready, judges them at once, and tells each call. For one thread; allocates nothing.</summary>
internal sealed class VoiceBatch
{
    /// <summary>Chunks at once: as many calls have one within 1 ms when there are 500 of them.</summary>
    public const int Capacity = 16;

    private readonly SileroNetwork _network = new(PhoneAudio.SampleRate, Capacity);
    private readonly VoiceStream[] _streams = new VoiceStream[Capacity];
    private readonly float[] _probabilities = new float[Capacity];
    private int _count;

    /// <summary>Takes the chunk that the call holds ready.</summary>
    public void Add(VoiceStream stream)
    {
        if (stream.Detector is { } detector)
        {
            stream.Conclude(detector(stream.Chunk));
            return;
        }

        _network.Add(stream.Memory ??= _network.Begin(), stream.Chunk);
        _streams[_count++] = stream;
        if (_count == Capacity)
            Judge();
    }

    /// <summary>Judges what was taken.</summary>
    public void Judge()
    {
        if (_count == 0)
            return;
        _network.Judge(_probabilities);
        for (int i = 0; i < _count; i++)
            _streams[i].Conclude(_probabilities[i]);
        Array.Clear(_streams, 0, _count);
        _count = 0;
    }
}
