using Futwork.Benchmarks.Voice.Callers;

namespace Futwork.Benchmarks.Voice.Scoring;

/// <summary>A call as it is scored: who sounded when, by the sample clock, and nothing of what the engine thinks of it.</summary>
/// <param name="Name">The script.</param>
/// <param name="Caller">The caller's sounds, in order.</param>
/// <param name="Agent">The stretches in which frames of the agent's voice were on the line.</param>
/// <param name="Seconds">How long it lasted.</param>
internal sealed record RecordedCall(string Name, IReadOnlyList<CallerEvent> Caller, IReadOnlyList<Stretch> Agent, double Seconds)
{
    /// <summary>The caller's turns, in order.</summary>
    public IReadOnlyList<CallerEvent> Turns => [.. Caller.Where(c => c.Kind is CallerSoundKind.Turn)];

    /// <summary>The agent never answered the last turn.</summary>
    public bool MissedLastTurn => Turns is [.., var last] && !Agent.Any(a => a.Start >= last.When.Start);

    /// <summary>
    /// The call in ticks of τ-voice. What is not meant for the agent stands beside the person's speech, as τ-voice injects it while the
    /// person is silent; over the agent's voice it is the person who speaks, so that what the agent does right counts as well
    /// as what it does wrong.
    /// </summary>
    /// <param name="tickSeconds">How long a tick is.</param>
    /// <param name="ticsInTurns">Mark the vocal tics within turns too: by τ-voice's letter, a prompt answer to such a turn is an error.</param>
    public IReadOnlyList<Tick> Ticks(double tickSeconds, bool ticsInTurns = false)
    {
        var ticks = new Tick[(int)Math.Ceiling(Seconds / tickSeconds)];
        foreach (Stretch stretch in Agent)
            Mark(stretch, (t, _) => t with { Agent = true });
        foreach (CallerEvent sound in Caller)
        {
            bool speaks = sound.Kind is CallerSoundKind.Turn or CallerSoundKind.Backchannel || sound.OverAgent;
            SoundEffect effect = Effect(sound.Kind);
            Mark(sound.When, (t, first) => t with
            {
                User = t.User || speaks,
                Backchannel = t.Backchannel || (first && sound.Kind is CallerSoundKind.Backchannel),
                Effect = effect is SoundEffect.None ? t.Effect : effect,
            });
            foreach (Stretch tic in ticsInTurns && sound.Kind is CallerSoundKind.Turn ? sound.Tics : [])
                Mark(tic, (t, _) => t with { Effect = SoundEffect.VocalTic });
        }

        return ticks;

        void Mark(Stretch stretch, Func<Tick, bool, Tick> mark)
        {
            int first = (int)(stretch.Start / tickSeconds);
            for (int i = first; i < ticks.Length && i * tickSeconds < stretch.End; i++)
                ticks[i] = mark(ticks[i], i == first);
        }
    }

    /// <summary>The call in turns of EVA; the first is the greeting.</summary>
    public IReadOnlyList<EvaTurn> EvaTurns()
    {
        IReadOnlyList<CallerEvent> turns = Turns;
        double Begin(int i) => i == 0 ? double.NegativeInfinity : i > turns.Count ? double.PositiveInfinity : turns[i - 1].When.Start;
        return
        [
            .. Enumerable.Range(0, turns.Count + 1).Select(i =>
            {
                Stretch[] agent = [.. Agent.Where(a => a.Start >= Begin(i) && a.Start < Begin(i + 1))];
                Stretch? said = i == 0 ? null : turns[i - 1].When;
                return new EvaTurn(said is { } user ? [user] : [], agent)
                {
                    AgentInterrupted = said is { } s && agent.Any(a => a.Start < s.End),
                    UserInterrupted = said is { } u && Agent.Any(a => a.Start < u.Start && u.Start < a.End),
                };
            }),
        ];
    }

    private static SoundEffect Effect(CallerSoundKind kind) => kind switch
    {
        CallerSoundKind.VocalTic => SoundEffect.VocalTic,
        CallerSoundKind.NonDirected => SoundEffect.NonDirected,
        _ => SoundEffect.None,
    };
}
