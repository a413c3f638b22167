using Futwork.Realtime.Conversation;
using Futwork.Realtime.Turns;

namespace Futwork.Tests.Realtime.Conversation;

/// <summary>Agents for tests.</summary>
internal static class Agents
{
    public const string Greeting = "Hello this is Maya from Acme about your policy, is this a good time?";

    /// <summary>Asks one question of fourteen words; a word of the scripted voice takes 200 ms.</summary>
    public static AgentDefinition Asking(FlowListen? listen = null, TurnSettings? turns = null, bool? interruptible = null) => new()
    {
        Voice = new VoiceSettings { Engine = "scripted" },
        Listening = new ListeningSettings { Engine = "scripted" },
        Turns = turns ?? new TurnSettings(),
        Flow = new Flow
        {
            Steps =
            [
                new FlowStep { Name = "greeting", Say = Greeting, Interruptible = interruptible, Listen = listen ?? new FlowListen { Yes = "yes", No = "no" } },
                new FlowStep { Name = "yes", Say = "Great, thank you.", End = new FlowEnd("interested") },
                new FlowStep { Name = "no", Say = "Sorry to disturb you.", End = new FlowEnd("not interested") },
            ],
        },
    };
}
