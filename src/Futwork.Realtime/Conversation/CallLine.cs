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
    public void OnFrame(ReadOnlySpan<short> heard, Span<short> say)
    {
        if (!clock.HasStarted)
            clock.Start(sinceAnswer());
        playout.Play(say);
        backdrop.Mix(say);
        recorder?.Write(say, heard);
        ears.Hear(heard);
    }

    public void OnDigit(char digit) => inputs.TryWrite(new ConversationInput.Key(digit));
}
