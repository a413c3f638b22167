using System.Threading.Channels;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Conversation.Hearing;
using Futwork.Realtime.Conversation.Machine;
using Futwork.Realtime.Conversation.Speaking;

namespace Futwork.Realtime.Conversation;

/// <summary>The whole path of the sound of one call, every 20 ms: ledger and backdrop to line, both sides to the recording, line to ears.</summary>
internal sealed class CallLine(
    PlayoutQueue playout, Backdrop backdrop, Ears ears, StereoRecorder? recorder, CallClock clock, Func<TimeSpan> sinceAnswer, ChannelWriter<ConversationInput> inputs) : ICallAudio
{
    private volatile Bridge? _bridge;

    /// <summary>Rings in the person's ear while another phone does.</summary>
    public Ringback Ringback { get; } = new();

    /// <summary>Whoever takes over; the agent neither speaks nor listens then, and the recording goes on.</summary>
    public Bridge? Bridge
    {
        get => _bridge;
        set => _bridge = value;
    }

    public void OnFrame(ReadOnlySpan<short> heard, Span<short> say)
    {
        if (!clock.HasStarted)
            clock.Start(sinceAnswer());
        if (_bridge is { } bridge)
        {
            bridge.OnPersonFrame(heard, say);
            recorder?.Write(say, heard);
            return;
        }

        playout.Play(say);
        backdrop.Mix(say);
        Ringback.Mix(say);
        recorder?.Write(say, heard);
        ears.Hear(heard);
    }

    /// <summary>The samples know nothing of the time that is lost.</summary>
    public void OnSkipped(int frames)
    {
        if (!clock.HasStarted)
            return;
        clock.Skip(frames);
        recorder?.Skip(frames);
    }

    /// <summary>What the agent says meanwhile waits, and nobody is taken to have heard it.</summary>
    public void OnHeld(bool isHeld) => playout.IsHeld = isHeld;

    public void OnDigit(char digit)
    {
        if (_bridge is { } bridge)
            bridge.OnPersonDigit(digit);
        else
            inputs.TryWrite(new ConversationInput.Key(digit));
    }
}
