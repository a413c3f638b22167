namespace Futwork.Realtime.Conversation.Machine;

/// <summary>Measures a conversation by what the machine is told.</summary>
internal sealed class ConversationMeter
{
    private readonly List<int> _replies = [];
    private readonly List<int> _engines = [];
    private readonly List<int> _yields = [];
    private TimeSpan? _firstAudio;
    private TimeSpan _speech;
    private TimeSpan? _speechSince;

    public ConversationMetrics Metrics => new()
    {
        AnswerToFirstAudioMs = _firstAudio is { } first ? Milliseconds(first) : null,
        ReplyMs = [.. _replies],
        EngineMs = [.. _engines],
        YieldMs = [.. _yields],
        PersonSpeechSeconds = Math.Round(_speech.TotalSeconds, 3),
    };

    public void AgentSounds(TimeSpan at) => _firstAudio ??= at;

    public void Reply(TimeSpan turnEnd, TimeSpan firstSound, TimeSpan engines)
    {
        _replies.Add(Milliseconds(firstSound - turnEnd));
        _engines.Add(Milliseconds(engines));
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
