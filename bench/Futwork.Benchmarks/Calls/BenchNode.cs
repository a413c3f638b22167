using System.Text.Json;
using Futwork.Benchmarks.Delay;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Telephony;
using Futwork.Realtime.Turns;

namespace Futwork.Benchmarks.Calls;

/// <summary>Places calls and holds conversations that go round and round until they are hung up.</summary>
internal sealed class BenchNode(ICarrier carrier, VoiceActivityPump voiceActivity, JsonElement settings, string folder, Func<DelayProbe>? newProbe)
{
    private readonly InstantVoice _voice = new();
    private readonly InstantEars _ears = new();

    private static readonly AgentDefinition Agent = new()
    {
        Language = "en-US",
        Voice = new VoiceSettings { Engine = "instant", Name = "slt" },
        Listening = new ListeningSettings { Engine = "instant" },
        Flow = new Flow
        {
            Steps =
            [
                Step("one", "Hello, this is Maya calling about your policy renewal. Is this a good time to talk?", "two"),
                Step("two", "Thank you. Your policy ends next month, and there is a new offer for you. May I tell you about it?", "three"),
                Step("three", "It covers your whole family, and it costs less than before. Would you like to hear the details?", "one"),
            ],
        },
    };

    /// <summary>One call.</summary>
    /// <returns>How it went; null when it was not answered.</returns>
    public async Task<ConversationResult?> CallAsync(CancellationToken hangUp)
    {
        var id = Guid.NewGuid();
        DelayProbe? probe = newProbe?.Invoke();
        await using var conversation = new Conversation(
            new ConversationSetup
            {
                CallId = id,
                Agent = Agent,
                Variables = new Dictionary<string, string>(),
                SpeechToText = (ISpeechToText?)probe ?? _ears,
                TextToSpeech = _voice,
                RecordingPath = Path.Combine(folder, $"{id}.wav"),
                TranscriptPath = Path.Combine(folder, $"{id}.jsonl"),
            },
            voiceActivity);
        await using var leg = carrier.Dial(new DialRequest { CallId = id, To = "+919999789877", From = "+918035735856", Settings = settings });
        await conversation.PrepareAsync(CancellationToken.None);
        return (await leg.Answer).IsAnswered ? await conversation.RunAsync(probe?.Around(leg) ?? leg, hangUp) : null;
    }

    private static FlowStep Step(string name, string say, string next) => new()
    {
        Name = name,
        Say = say,
        Listen = new FlowListen { Yes = next, No = next, GiveUp = next },
    };
}
