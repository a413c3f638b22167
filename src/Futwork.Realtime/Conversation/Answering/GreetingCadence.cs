using Futwork.Realtime.Turns;

namespace Futwork.Realtime.Conversation.Answering;

/// <summary>The rhythm in which the far end speaks: persons greet briefly and wait, machines speak on.</summary>
internal sealed class GreetingCadence
{
    /// <summary>Silence after which a stretch of speech counts as over.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(600);

    /// <summary>A pause that does not end a stretch: speech that goes on within it was one breath taken.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(1);

    /// <summary>A pause in which somebody waited for an answer.</summary>
    private static readonly TimeSpan Waiting = TimeSpan.FromMilliseconds(1500);

    /// <summary>A tone and the speech that voice activity took it for begin and end within this of each other.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(200);

    private Stretches _now;
    private Stretches _before;
    private Tone? _tone;

    /// <summary>It is speaking.</summary>
    public bool IsSpeaking { get; private set; }

    /// <summary>How often it spoke after having waited, the first time included.</summary>
    public int Turns => _now.Turns;

    /// <summary>When it was last heard; null while it speaks, or when it never did.</summary>
    public TimeSpan? End => IsSpeaking || _now.Turns == 0 ? null : _now.End;

    /// <summary>The longest stretch without a pause longer than a breath.</summary>
    public TimeSpan Longest(TimeSpan now)
    {
        TimeSpan latest = _now.Turns == 0 ? TimeSpan.Zero : (IsSpeaking ? now : _now.End) - _now.Start;
        return latest > _now.LongestBefore ? latest : _now.LongestBefore;
    }

    /// <summary>It has spoken, and waits or has waited for an answer.</summary>
    public bool HasWaited(TimeSpan now) => _now.Turns > 1 || now - End >= Quiet;

    public void Began(TimeSpan at)
    {
        if (IsSpeaking)
            return;
        TimeSpan longest = Longest(at);
        (_before, IsSpeaking) = (_now, true);
        TimeSpan pause = at - _now.End;
        if (_now.Turns > 0 && pause <= Breath)
            return;
        _now = _now with
        {
            LongestBefore = longest,
            Start = at,
            Turns = _now.Turns == 0 || pause >= Waiting ? _now.Turns + 1 : _now.Turns,
        };
    }

    public void Ended(TimeSpan at)
    {
        if (!IsSpeaking)
            return;
        IsSpeaking = false;
        _now = _now with { End = at };
        if (_tone is not null)
            Forget(_tone);
    }

    /// <summary>A tone is no speech, whatever voice activity took it for.</summary>
    public void Heard(Tone tone)
    {
        _tone = tone;
        if (!IsSpeaking)
            Forget(tone);
    }

    private void Forget(Tone tone)
    {
        _tone = null;
        if (_now.Turns == 0 || _now.End < tone.Start || _now.End > tone.End + Slack)
            return;
        bool spokeBefore = tone.Start - _now.Start > Slack;
        _now = spokeBefore ? _now with { End = tone.Start } : _before;
    }

    /// <summary>What is known of the stretches of speech.</summary>
    private readonly record struct Stretches(TimeSpan Start, TimeSpan End, TimeSpan LongestBefore, int Turns);
}
