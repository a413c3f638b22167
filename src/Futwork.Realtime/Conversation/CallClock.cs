using Futwork.Realtime.Audio;

namespace Futwork.Realtime.Conversation;

/// <summary>Converts samples of the call into time since the answer.</summary>
internal sealed class CallClock
{
    private long _origin = -1;

    /// <summary>The first frame flows now, this long after the answer.</summary>
    public void Start(TimeSpan sinceAnswer) => Interlocked.CompareExchange(ref _origin, sinceAnswer.Ticks, -1);

    /// <summary>So many frames will never flow: what follows sounds that much later. Frames flow already.</summary>
    public void Skip(int frames) => Interlocked.Add(ref _origin, PhoneAudio.Duration((long)frames * PhoneAudio.FrameSamples).Ticks);

    /// <summary>Frames flow.</summary>
    public bool HasStarted => Volatile.Read(ref _origin) >= 0;

    /// <summary>When this sample of the call sounded, since the answer.</summary>
    public TimeSpan At(long sample) => TimeSpan.FromTicks(Math.Max(0, Volatile.Read(ref _origin))) + PhoneAudio.Duration(sample);
}
