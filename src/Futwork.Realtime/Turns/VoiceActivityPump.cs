using Futwork.Realtime.Rtp;

namespace Futwork.Realtime.Turns;

/// <summary>
/// Runs voice activity detection for every live call of the process on a few threads of its own, so that the media clock
/// never waits for it. One per process.
/// </summary>
public sealed class VoiceActivityPump : IDisposable
{
    private readonly Func<VoiceProbability>? _newDetector;
    private readonly VoiceActivityWorker[] _workers;

    /// <summary>Starts the threads, half as many as there are processors, with Silero as the detector.</summary>
    public VoiceActivityPump()
        : this(ThreadSpread.Threads)
    {
    }

    /// <summary>Starts so many threads. Without any, whoever tests it does the work by <see cref="PumpNow"/>.</summary>
    internal VoiceActivityPump(int threads)
        : this(null, threads)
    {
    }

    /// <summary>With another detector for each call. Without threads, <see cref="PumpNow"/> does the work.</summary>
    internal VoiceActivityPump(Func<VoiceProbability>? newDetector, int threads)
    {
        _newDetector = newDetector;
        _workers = [.. Enumerable.Range(0, Math.Max(1, threads)).Select(_ => new VoiceActivityWorker(threads > 0))];
    }

    /// <summary>Stops the threads.</summary>
    public void Dispose()
    {
        foreach (VoiceActivityWorker worker in _workers)
            worker.Dispose();
    }

    /// <summary>Opens the detector of one call.</summary>
    internal VoiceStream Open(SoundSink sound, Action<VoiceStream, VoiceChange> changed, Action<Exception> failed)
    {
        VoiceActivityWorker worker = ThreadSpread.Next(_workers, w => w.Streams, ThreadSpread.Enough);
        var stream = new VoiceStream(worker, _newDetector?.Invoke(), sound, changed, failed);
        worker.Add(stream);
        return stream;
    }

    /// <summary>Works off all sound that waits, on the calling thread.</summary>
    internal void PumpNow()
    {
        foreach (VoiceActivityWorker worker in _workers)
            worker.PumpAll();
    }
}
