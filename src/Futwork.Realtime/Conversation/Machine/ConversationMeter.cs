using Futwork.Realtime.Turns;

namespace Futwork.Realtime.Conversation.Machine;

/// <summary>Measures a conversation by what the machine is told.</summary>
internal sealed class ConversationMeter
{
    private readonly List<TurnMetrics> _turns = [];
    private readonly List<int> _engines = [];
    private readonly List<int> _yields = [];
    private TimeSpan? _firstAudio;
    private TimeSpan _speech;
    private TimeSpan? _speechSince;

    public ConversationMetrics Metrics => new()
    {
        AnswerToFirstAudioMs = _firstAudio is { } first ? Milliseconds(first) : null,
        ReplyMs = [.. _turns.Select(t => t.TotalMs)],
        EngineMs = [.. _engines],
        YieldMs = [.. _yields],
        Turns = [.. _turns],
        PersonSpeechSeconds = Math.Round(_speech.TotalSeconds, 3),
    };

    public void AgentSounds(TimeSpan at) => _firstAudio ??= at;

    /// <summary>The first sound of a reply to a spoken turn.</summary>
    public void Reply(TurnVerdict turn, TurnMemory memory, AgentTurn agent, ConversationInput.UtteranceBegan began)
    {
        TimeSpan committed = agent.CommittedAt ?? agent.AskedAt;
        TimeSpan thinking = agent.MindTime + began.EngineTime;
        TimeSpan waited = committed > agent.AskedAt && began.At - committed < thinking ? began.At - committed : thinking;
        _engines.Add(Milliseconds(turn.EngineTime + waited));
        _turns.Add(new TurnMetrics
        {
            TranscriptionMs = Milliseconds(memory.WordsAt - turn.End),
            EndOfTurnMs = Milliseconds(memory.DecidedAt - turn.End),
            MindMs = Milliseconds(agent.MindTime),
            VoiceMs = Milliseconds(began.EngineTime),
            TotalMs = Milliseconds(began.At - turn.End),
            IsAhead = committed > agent.AskedAt,
        });
    }

    public void Yield(TimeSpan speechStart, TimeSpan agentSilent) => _yields.Add(Math.Max(0, Milliseconds(agentSilent - speechStart)));

    public void SpeechBegan(TimeSpan at) => _speechSince ??= at;

    public void SpeechEnded(TimeSpan at)
    {
        _speech += at - (_speechSince ?? at);
        _speechSince = null;
    }

    private static int Milliseconds(TimeSpan time) => (int)Math.Round(time.TotalMilliseconds);
}
