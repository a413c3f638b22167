using System.Globalization;
using System.Text;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Turns;

namespace Futwork.Benchmarks.Turns;

/// <summary>
/// The policy curve of turn-taking: how many turns are cut off for how much silence, beside voice activity alone through the same sweep,
/// on the same turns, the same line and the same detector.
/// </summary>
internal static class TurnsBench
{
    private const int Repeats = 3;
    private const int TuningSeed = 20261122;
    private const int EvaluationSeed = 40417;
    private static readonly Dictionary<string, string[]> TuningVoices = new() { ["en"] = ["slt", "kal"], ["hi"] = ["hi", "hi+f1"] };
    private static readonly Dictionary<string, string[]> EvaluationVoices = new() { ["en"] = ["awb", "rms"], ["hi"] = ["hi+m3", "hi+m7"] };
    private static readonly TimeSpan TimeToFinal = TimeSpan.FromMilliseconds(450);
    private static readonly double[] Budgets = [300, 450, 600];
    private static readonly double[] Rates = [0.05, 0.1];

    /// <param name="tuning">On the tuning texts alone: the others are for the last look.</param>
    public static async Task<string> RunAsync(bool tuning)
    {
        var report = new StringBuilder();
        report.AppendLine(CultureInfo.InvariantCulture, $"| turns | policy | cut off @300 ms | @450 ms | @600 ms | silence @5 % | @10 % |");
        report.AppendLine("|---|---|---|---|---|---|---|");
        foreach ((string language, string texts) in new[] { ("en-US", "en"), ("hi-IN", "hi") })
        {
            IReadOnlyList<IReadOnlyList<HeardTurn>> tuned = await HearAsync(language, $"tuning.{texts}", TuningVoices[texts], TuningSeed);
            IReadOnlyList<IReadOnlyList<HeardTurn>> measured = tuning ? tuned : await HearAsync(language, $"evaluation.{texts}", EvaluationVoices[texts], EvaluationSeed);
            TurnPolicy policy = Policy("balanced", language);
            Add(report, $"{language}, {measured.Sum(c => c.Count)}", policy, measured);
            if (!tuning)
                AddChosen(report, PolicyCurve.Judged(policy, tuned), PolicyCurve.VoiceActivity(policy, tuned), measured);
            AddPresets(report, language, measured);
            report.AppendLine(CultureInfo.InvariantCulture, $"|  | the end of the voice | {MelodyCost.PerChunk([.. measured[0].Select(t => t.Sample)]):0.0} µs for a chunk of speech |");
        }

        return report.ToString();
    }

    /// <summary>On recorded people: a folder of <see cref="RecordedTurns"/>.</summary>
    public static string RunRecorded(string folder, string language)
    {
        var report = new StringBuilder();
        List<IReadOnlyList<HeardTurn>> turns = Hear(RecordedTurns.Read(folder, language), new Random(EvaluationSeed));
        report.AppendLine(CultureInfo.InvariantCulture, $"| {Path.GetFileName(folder)} | policy | cut off @300 ms | @450 ms | @600 ms | silence @5 % | @10 % |").AppendLine("|---|---|---|---|---|---|---|");
        Add(report, $"{language}, {turns.Sum(c => c.Count)} by {turns.Count}", Policy("balanced", language), turns);
        AddPresets(report, language, turns);
        return report.ToString();
    }

    private static void Add(StringBuilder report, string turns, TurnPolicy policy, IReadOnlyList<IReadOnlyList<HeardTurn>> measured)
    {
        TurnPolicy still = policy with { LearnPauses = false };
        (string, PolicyCurve)[] curves =
        [
            ("voice activity alone", PolicyCurve.VoiceActivity(policy, measured)),
            ("words and values", PolicyCurve.Judged(still with { Weights = policy.Weights with { Melody = 0 } }, measured)),
            ("the same with the end of the voice", PolicyCurve.Judged(still, measured)),
            ("the same with the caller's pauses", PolicyCurve.Judged(policy, measured)),
        ];
        foreach ((string name, PolicyCurve curve) in curves)
        {
            string cells = string.Join(" | ", Budgets.Select(b => Percent(curve.Within(b)?.CutOffs)).Concat(Rates.Select(r => Milliseconds(curve.WithCutOffs(r)?.DeadAir))));
            report.AppendLine(CultureInfo.InvariantCulture, $"| {turns} | {name} | {cells} |");
        }
    }

    /// <summary>The points that were best on the tuning texts, on the evaluation texts.</summary>
    private static void AddChosen(StringBuilder report, PolicyCurve words, PolicyCurve voiceActivity, IReadOnlyList<IReadOnlyList<HeardTurn>> evaluation)
    {
        foreach ((string name, PolicyCurve curve) in new[] { ("voice activity alone", voiceActivity), ("everything", words) })
        {
            foreach (double budget in Budgets)
            {
                if (curve.Within(budget) is { } best)
                    report.AppendLine(CultureInfo.InvariantCulture, $"|  | {name}, best for {budget} ms on the tuning texts | {Describe(PolicyPoint.Of(best.Policy, evaluation))} |");
            }
        }
    }

    private static void AddPresets(StringBuilder report, string language, IReadOnlyList<IReadOnlyList<HeardTurn>> evaluation)
    {
        var silence = PolicyCurve.VoiceActivity(Policy("balanced", language), evaluation);
        foreach (string preset in TurnPresets.Names)
        {
            PolicyPoint point = PolicyPoint.Of(Policy(preset, language), evaluation);
            report.AppendLine(CultureInfo.InvariantCulture, $"|  | `{preset}` as shipped | {Describe(point)}; a fixed silence of no more: {Percent(silence.Within(point.DeadAir)?.CutOffs)} |");
        }

        List<IReadOnlyList<HeardTurn>> values = [.. evaluation.Select(c => c.Where(t => t.Sample.IsValue).ToList()).Where(c => c.Count > 0)];
        if (values.Count > 0)
            report.AppendLine(CultureInfo.InvariantCulture, $"|  | `balanced`, dictated values only ({values.Sum(c => c.Count)}) | {Describe(PolicyPoint.Of(Policy("balanced", language), values))} |");
    }

    private static async Task<IReadOnlyList<IReadOnlyList<HeardTurn>>> HearAsync(string language, string texts, string[] voices, int seed)
    {
        var random = new Random(seed);
        IReadOnlyList<TurnLine> lines = [.. Enumerable.Repeat(TurnTexts.Read(texts), Repeats).SelectMany(l => l)];
        return Hear(await new TurnVoice(language, voices, random).SpeakAsync(lines), random);
    }

    private static List<IReadOnlyList<HeardTurn>> Hear(IReadOnlyList<IReadOnlyList<TurnSample>> spoken, Random random)
    {
        IReadOnlyList<string> vocabulary = [.. spoken.SelectMany(c => c).SelectMany(t => t.Words).Select(w => w.Text).Distinct()];
        var calls = new List<IReadOnlyList<HeardTurn>>();
        foreach (IReadOnlyList<TurnSample> call in spoken)
        {
            (var caller, var detector) = (new SpeechTracker(), new SileroVad(PhoneAudio.SampleRate));
            calls.Add([.. call.Select(s => new HeardTurn(s, TurnEvents.Of(s, vocabulary, caller, detector, random)))]);
        }

        return calls;
    }

    private static TurnPolicy Policy(string preset, string language) => TurnPolicy.From(new TurnSettings { Preset = preset }, language, TimeToFinal);

    private static string Describe(PolicyPoint point) =>
        string.Create(CultureInfo.InvariantCulture, $"{Percent(point.CutOffs)} with {point.DeadAir:0} ms of silence");

    private static string Percent(double? share) => share is { } known ? string.Create(CultureInfo.InvariantCulture, $"{100 * known:0.0} %") : "–";

    private static string Milliseconds(double? time) => time is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:0} ms") : "–";
}
