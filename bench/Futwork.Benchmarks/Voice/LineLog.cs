using Futwork.Benchmarks.Voice.Scoring;
using Futwork.Realtime.Audio;

namespace Futwork.Benchmarks.Voice;

/// <summary>What was on the line, frame by frame: when the agent sounded, and the sound of both sides if it is to be kept.</summary>
internal sealed class LineLog(bool keepSound)
{
    private readonly List<Stretch> _agent = [];
    private readonly List<short> _sound = [];
    private readonly short[] _last = new short[PhoneAudio.FrameSamples];
    private long _samples;

    /// <summary>The stretches in which the agent's voice was on the line.</summary>
    public IReadOnlyList<Stretch> Agent => _agent;

    /// <summary>How long the line has been open.</summary>
    public double Seconds => PhoneAudio.Duration(_samples).TotalSeconds;

    /// <summary>The agent's last frame.</summary>
    public ReadOnlySpan<short> LastFrame => _last;

    /// <summary>Both sides, the agent left, as a sound file; null when it was not kept.</summary>
    public WaveFile? Sound => keepSound ? new WaveFile(PhoneAudio.SampleRate, 2, [.. _sound]) : null;

    /// <summary>Takes what the agent said and what it heard in 20 ms.</summary>
    public void Add(ReadOnlySpan<short> agent, ReadOnlySpan<short> heard)
    {
        agent.CopyTo(_last);
        Note(agent);
        for (int i = 0; keepSound && i < agent.Length; i++)
            _sound.AddRange(agent[i], heard[i]);
        _samples += agent.Length;
    }

    private void Note(ReadOnlySpan<short> agent)
    {
        int first = agent.IndexOfAnyExcept((short)0);
        if (first < 0)
            return;
        double from = PhoneAudio.Duration(_samples + first).TotalSeconds;
        double to = PhoneAudio.Duration(_samples + agent.LastIndexOfAnyExcept((short)0) + 1).TotalSeconds;
        if (_agent is [.., var last] && from - last.End < 0.001)
            _agent[^1] = last with { End = to };
        else
            _agent.Add(new Stretch(from, to));
    }
}
