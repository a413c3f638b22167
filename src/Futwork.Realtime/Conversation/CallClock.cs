using Futwork.Realtime.Audio;

namespace Futwork.Realtime.Conversation;

/// <summary>Converts samples of the call into time since the answer.</summary>
internal sealed class CallClock
{
    /// <summary>What the media clock gives up at once when the machine stood still is no less; what it is late by, it makes up for.</summary>
    private static readonly TimeSpan LeastLost = TimeSpan.FromMilliseconds(190);

    private long _origin = -1;

    /// <summary>The first frame flows now, this long after the answer.</summary>
    public void Start(TimeSpan sinceAnswer) => Interlocked.CompareExchange(ref _origin, sinceAnswer.Ticks, -1);

    /// <summary>A frame flows. Where time was lost since the last one, samples and time part: they are brought together again.</summary>
    /// <param name="sinceAnswer">Now.</param>
    /// <param name="sample">The frame's first.</param>
    public void Follow(TimeSpan sinceAnswer, long sample)
    {
        var behind = sinceAnswer - At(sample);
        if (behind >= LeastLost)
            Interlocked.Add(ref _origin, behind.Ticks);
    }

    /// <summary>Frames flow.</summary>
    public bool HasStarted => Volatile.Read(ref _origin) >= 0;

    /// <summary>When this sample of the call sounded, since the answer.</summary>
    public TimeSpan At(long sample) => TimeSpan.FromTicks(Math.Max(0, Volatile.Read(ref _origin))) + PhoneAudio.Duration(sample);
}
