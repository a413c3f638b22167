using System.Threading.Channels;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Conversation.Hearing;
using Futwork.Realtime.Conversation.Machine;
using Futwork.Realtime.Conversation.Speaking;
using Futwork.Realtime.Turns;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Conversation;

public sealed class CallLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("futwork-line").FullName;
    private readonly FakeTime _time = new();
    private readonly CallClock _clock = new();

    [Fact]
    public async Task After_a_standstill_the_recording_is_as_long_as_the_call_and_what_follows_is_dated_right()
    {
        string path = Path.Combine(_folder, "call.wav");
        var recorder = new StereoRecorder(path);
        using var pump = new VoiceActivityPump(() => _ => 0, threads: 0);
        var inputs = Channel.CreateUnbounded<ConversationInput>();
        await using Ears ears = await Ears.OpenAsync(Setup(), pump, _clock, inputs.Writer, _ => { }, CancellationToken.None);
        var line = new CallLine(
            new PlayoutQueue((_, _) => { }, (_, _) => { }), new Backdrop(new SoundSettings()), ears, recorder, _clock, () => _time.Elapsed, inputs.Writer);

        // Of what was lost before the first frame nobody knows.
        line.OnSkipped(50);
        Hear(line, frames: 10);
        line.OnSkipped(25);
        Hear(line, frames: 10);
        await recorder.CompleteAsync();

        WaveFile.Read(path).Duration.ShouldBe(TimeSpan.FromMilliseconds(900));
        _clock.At(10 * PhoneAudio.FrameSamples).ShouldBe(TimeSpan.FromMilliseconds(700));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Hear(CallLine line, int frames)
    {
        for (int frame = 0; frame < frames; frame++)
            line.OnFrame(new short[PhoneAudio.FrameSamples], new short[PhoneAudio.FrameSamples]);
    }

    private ConversationSetup Setup() => new()
    {
        CallId = Guid.Empty,
        Agent = Agents.Asking(),
        Variables = new Dictionary<string, string>(),
        SpeechToText = new ScriptedEars(_time),
        TextToSpeech = new ScriptedVoice(_time),
        Time = _time,
    };
}
