namespace Futwork.Realtime.Audio;

/// <summary>The one thread that writes all running recordings, since disks block and the media clock must not. It sleeps while there are none.</summary>
internal static class RecordingWriter
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly Lock Gate = new();
    private static readonly HashSet<StereoRecorder> Live = [];
    private static readonly AutoResetEvent First = new(initialState: false);
    private static readonly Lazy<Thread> Writer = new(Start);

    public static void Add(StereoRecorder recorder)
    {
        bool first;
        lock (Gate)
        {
            Live.Add(recorder);
            first = Live.Count == 1;
        }

        if (Writer.Value.IsAlive && first) First.Set();
    }

    public static void Remove(StereoRecorder recorder)
    {
        lock (Gate) Live.Remove(recorder);
    }

    private static Thread Start()
    {
        var thread = new Thread(Run) { IsBackground = true, Name = "recordings" };
        thread.Start();
        return thread;
    }

    private static void Run()
    {
        while (true)
        {
            StereoRecorder[] live;
            lock (Gate) live = [.. Live];
            foreach (var recorder in live) recorder.Flush();
            if (live.Length == 0) First.WaitOne();
            else First.WaitOne(Pause);
        }
    }
}
