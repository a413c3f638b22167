using Futwork.Benchmarks.Voice.Scoring;
using Futwork.Realtime.Audio;

namespace Futwork.Benchmarks.Voice.Callers;

/// <summary>
/// A caller who follows a script by ear, as a person would: answers when the agent has fallen silent, speaks over it when it talks,
/// and goes on after a while when nothing comes back. Notes what was said when.
/// </summary>
/// <param name="script">What to say, each with its sound.</param>
/// <param name="begins">Told of each sound and the sample of the call at which it begins.</param>
internal sealed class ScriptedCaller(IReadOnlyList<(Move Move, CallerSound Sound)> script, Action<CallerSound, long> begins)
{
    private static readonly int Patience = PhoneAudio.Samples(TimeSpan.FromSeconds(6));
    private static readonly int Over = PhoneAudio.Samples(TimeSpan.FromMilliseconds(1000));
    private readonly AgentEar _ear = new();
    private readonly List<CallerEvent> _events = [];
    private CallerSound? _sound;
    private int _played;
    private int _next;
    private long _position;
    private long _ownEnd;
    private long _turnEnd;

    /// <summary>What was said so far.</summary>
    public IReadOnlyList<CallerEvent> Events => _events;

    /// <summary>What the agent's model answers now.</summary>
    public string Reply { get; private set; } = "Alright. Is there anything else that I can do for you today?";

    /// <summary>Everything is said, and answered or not answered for long enough.</summary>
    public bool IsDone => _next == script.Count && _sound is null && (AgentAnswered ? _position - _ear.LastHeard >= Over : _position - _turnEnd >= Patience);

    private bool AgentAnswered => _ear.LastHeard > _turnEnd;

    /// <summary>How far the script has come.</summary>
    public string Progress => $"{_next} of {script.Count} sounds made";

    /// <summary>The next 20 ms: what the agent said in the last, and what the caller says now.</summary>
    public void OnFrame(ReadOnlySpan<short> agent, Span<short> say)
    {
        say.Clear();
        if (_position > 0)
            _ear.Hear(agent, _position - agent.Length);
        if (_sound is null && _next < script.Count && IsCued(script[_next].Move))
            Begin();
        if (_sound is { } sound)
            Play(sound, say);
        _position += say.Length;
    }

    private bool IsCued(Move move)
    {
        int wait = PhoneAudio.Samples(TimeSpan.FromMilliseconds(move.Milliseconds));
        bool lostPatience = !AgentAnswered && !_ear.Sounds && _position - _turnEnd >= Patience;
        return move.Cue switch
        {
            Cue.OwnSilence => _position - _ownEnd >= wait,
            Cue.AgentDone => lostPatience || (AgentAnswered && _position - _ear.LastHeard >= wait),
            _ => IsSpeaking(wait, lostPatience),
        };
    }

    /// <summary>What was to be said over the agent's voice is not said when that voice has stopped too early.</summary>
    private bool IsSpeaking(int wait, bool lostPatience)
    {
        bool talking = _ear.Sounds && _ear.TalkBegan >= _turnEnd;
        if (talking && _position - _ear.TalkBegan >= wait)
            return true;
        if (lostPatience || (AgentAnswered && _position - _ear.LastHeard >= Over))
            _next++;
        return false;
    }

    private void Begin()
    {
        (Move move, CallerSound sound) = script[_next++];
        (_sound, _played) = (sound, 0);
        double start = Seconds(_position);
        _events.Add(new CallerEvent(move.Kind, move.Category, new Stretch(start, start + Seconds(sound.Pcm.Length)), _ear.Sounds)
        {
            Line = move.Line,
            Tics = [.. sound.Tics.Select(t => new Stretch(start + Seconds(t.Start), start + Seconds(t.End)))],
        });
        Reply = move.Reply ?? Reply;
        begins(sound, _position);
    }

    private void Play(CallerSound sound, Span<short> say)
    {
        int count = Math.Min(say.Length, sound.Pcm.Length - _played);
        sound.Pcm.AsSpan(_played, count).CopyTo(say);
        _played += count;
        if (_played < sound.Pcm.Length)
            return;
        _sound = null;
        _ownEnd = _position + count;
        _turnEnd = _events[^1].Kind is CallerSoundKind.Turn ? _ownEnd : _turnEnd;
    }

    private static double Seconds(long samples) => PhoneAudio.Duration(samples).TotalSeconds;
}
