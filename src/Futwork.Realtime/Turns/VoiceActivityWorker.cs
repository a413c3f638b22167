using Futwork.Realtime.Rtp;

namespace Futwork.Realtime.Turns;

/// <summary>One thread of the <see cref="VoiceActivityPump"/> and the calls it serves.</summary>
internal sealed class VoiceActivityWorker : IDisposable
{
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly VoiceBatch _batch = new();
    private readonly Thread? _thread;
    private VoiceStream[] _streams = [];
    private int _signalled;
    private volatile bool _stopped;

    public VoiceActivityWorker(bool ownThread)
    {
        if (!ownThread)
            return;
        _thread = new Thread(Run) { IsBackground = true, Name = "voice activity" };
        _thread.Start();
    }

    /// <summary>How many calls it serves.</summary>
    public int Streams => Volatile.Read(ref _streams).Length;

    public void Add(VoiceStream stream)
    {
        lock (_gate)
            Volatile.Write(ref _streams, [.. _streams, stream]);
    }

    public void Remove(VoiceStream stream)
    {
        lock (_gate)
            Volatile.Write(ref _streams, [.. _streams.Where(s => s != stream)]);
    }

    /// <summary>There is sound to work on. Called by the media clock: a system call at most, and only when the thread may be asleep.</summary>
    public void Signal()
    {
        if (Interlocked.Exchange(ref _signalled, 1) == 0)
            _wake.Set();
    }

    /// <summary>Works off all sound that waits: a chunk of each call, as often as some call has one more.</summary>
    public void PumpAll()
    {
        VoiceStream[] streams = Volatile.Read(ref _streams);
        bool isMore = true;
        while (isMore)
        {
            isMore = false;
            foreach (VoiceStream stream in streams)
            {
                if (!stream.TryTake())
                    continue;
                isMore |= stream.HasChunk;
                _batch.Add(stream);
            }

            _batch.Judge();
        }
    }

    public void Dispose()
    {
        _stopped = true;
        _wake.Set();
        _thread?.Join();
        _wake.Dispose();
    }

    private void Run()
    {
        // All calls wait for it: when it falls behind by more than a ring holds, speech is lost.
        if (OperatingSystem.IsLinux())
            Linux.PreferThisThread();
        while (!_stopped)
        {
            _wake.WaitOne();
            Interlocked.Exchange(ref _signalled, 0);
            PumpAll();
        }
    }
}
