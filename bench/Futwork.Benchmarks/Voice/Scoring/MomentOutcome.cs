using Futwork.Benchmarks.Voice.Callers;

namespace Futwork.Benchmarks.Voice.Scoring;

/// <summary>What became of one sound of the caller, by the sample clock.</summary>
/// <param name="Category">What it tests.</param>
/// <param name="Call">The call.</param>
/// <param name="At">When it began, in seconds.</param>
/// <param name="IsRight">The agent did what it should.</param>
/// <param name="CutIn">The agent began to speak before a turn was over.</param>
/// <param name="ResponseSeconds">From the end of a turn to the answer, where there was one and it did not cut in.</param>
/// <param name="YieldSeconds">From the start of an interruption to silence of at least <see cref="Pause"/>.</param>
internal sealed record MomentOutcome(string Category, string Call, double At, bool IsRight, bool CutIn, double? ResponseSeconds, double? YieldSeconds)
{
    private const double SlowResponse = 1.5, SlowYield = 0.6;

    /// <summary>The agent did what it should, and soon.</summary>
    public bool IsGood => IsRight && ResponseSeconds is not > SlowResponse && YieldSeconds is not > SlowYield;

    /// <summary>What was said, in the notation of the script.</summary>
    public string Line { get; init; } = "";

    /// <summary>A silence of the agent shorter than this is no stop.</summary>
    public const double Pause = 0.2;

    private const double YieldWindow = 2.0;
    private const double SelectiveWindow = 1.0;

    /// <summary>All sounds of a call.</summary>
    public static IEnumerable<MomentOutcome> Of(RecordedCall call)
    {
        Stretch[] agent = Joined(call.Agent);
        for (int i = 0; i < call.Caller.Count; i++)
        {
            CallerEvent sound = call.Caller[i];
            double next = call.Turns.Where(t => t.When.Start > sound.When.Start).Select(t => t.When.Start).DefaultIfEmpty(double.PositiveInfinity).First();
            MomentOutcome outcome = sound.Kind is CallerSoundKind.Turn ? Turn(call.Name, sound, agent, next) : Other(call.Name, sound, agent);
            yield return outcome with { Line = sound.Line };
        }
    }

    public override string ToString() =>
        $"  {Call} at {At:0.00}: {Category}, {(CutIn ? "cut in" : IsRight ? "late" : "wrong")}; answer {ResponseSeconds:0.00}, yield {YieldSeconds:0.00}: {Line}";

    private static MomentOutcome Turn(string call, CallerEvent turn, Stretch[] agent, double next)
    {
        bool cutIn = agent.Any(a => a.Start > turn.When.Start && a.Start < turn.When.End);
        Stretch? reply = agent.Where(a => a.Start >= turn.When.End && a.Start < next).Select(a => (Stretch?)a).FirstOrDefault();
        double? yield = turn.OverAgent ? Silence(agent, turn.When.Start) - turn.When.Start : null;
        bool right = !cutIn && reply is not null && yield is not > YieldWindow;
        return new MomentOutcome(turn.Category, call, turn.When.Start, right, cutIn, cutIn ? null : reply?.Start - turn.When.End, yield is > YieldWindow ? null : yield);
    }

    private static MomentOutcome Other(string call, CallerEvent sound, Stretch[] agent)
    {
        bool right = sound.OverAgent
            ? Silence(agent, sound.When.Start) - sound.When.Start >= SelectiveWindow
            : !agent.Any(a => a.Start >= sound.When.Start && a.Start <= sound.When.End + YieldWindow);
        return new MomentOutcome(sound.Category, call, sound.When.Start, right, false, null, null);
    }

    /// <summary>When the stretch that sounds at a moment ends; that moment itself in silence.</summary>
    private static double Silence(Stretch[] agent, double at) => agent.Where(a => a.Holds(at)).Select(a => a.End).DefaultIfEmpty(at).First();

    private static Stretch[] Joined(IReadOnlyList<Stretch> stretches)
    {
        var joined = new List<Stretch>();
        foreach (Stretch stretch in stretches)
        {
            if (joined is [.., var last] && stretch.Start - last.End < Pause)
                joined[^1] = last with { End = stretch.End };
            else
                joined.Add(stretch);
        }

        return [.. joined];
    }
}
