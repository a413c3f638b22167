namespace Futwork.Realtime.Audio;

/// <summary>
/// What listens and speaks on a call: a conversation, or a persona of the simulator. The media clock calls it every 20 ms
/// on its own thread, so a call into it must return within microseconds, never block, and never allocate per frame.
/// </summary>
public interface ICallAudio
{
    /// <summary>One tick of a live call.</summary>
    /// <param name="heard">The 160 samples heard (silence or concealment where nothing arrived).</param>
    /// <param name="say">The 160 samples to send; arrives zeroed, so leaving it alone sends silence.</param>
    void OnFrame(ReadOnlySpan<short> heard, Span<short> say);

    /// <summary>The far end holds us, or does no more: of what is said meanwhile nothing is sent. Told before the frame that it begins with, on the clock's thread.</summary>
    void OnHeld(bool isHeld)
    {
    }

    /// <summary>
    /// So many ticks will never come, because the machine stood still for longer than can be made up for: the time is lost on this call. Told before the frame
    /// that follows, on the clock's thread.
    /// </summary>
    void OnSkipped(int frames)
    {
    }

    /// <summary>A key was pressed at the far end (RFC 4733): 0-9, *, #, A-D.</summary>
    void OnDigit(char digit);
}
