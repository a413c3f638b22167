using System.Globalization;
using System.Text;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Turns;

namespace Futwork.Benchmarks.Turns;

/// <summary>
/// The policy curve of turn-taking: how many turns are cut off for how much silence, beside voice activity alone through the same sweep,
/// on the same turns, the same line and the same detector.
/// </summary>
internal static class TurnsBench
{
    private const int Repeats = 4;
    private const int Seed = 20261122;
    private static readonly TimeSpan TimeToFinal = TimeSpan.FromMilliseconds(450);
    private static readonly double[] Budgets = [300, 600];
    private static readonly double[] Rates = [0.05, 0.1];

    public static async Task<string> RunAsync()
    {
        var report = new StringBuilder();
        report.AppendLine(CultureInfo.InvariantCulture, $"| turns | policy | cut off @300 ms | @600 ms | silence @5 % | @10 % |");
        report.AppendLine("|---|---|---|---|---|---|");
        foreach ((string language, string texts) in new[] { ("en-US", "en"), ("hi-IN", "hi") })
        {
            IReadOnlyList<IReadOnlyList<HeardTurn>> tuning = await HearAsync(language, $"tuning.{texts}");
            IReadOnlyList<IReadOnlyList<HeardTurn>> evaluation = await HearAsync(language, $"evaluation.{texts}");
            TurnPolicy policy = Policy("balanced", language);
            var chosen = PolicyCurve.Words(policy, tuning);
            Add(report, $"{language}, {evaluation.Sum(c => c.Count)}", PolicyCurve.VoiceActivity(policy, evaluation), PolicyCurve.Words(policy with { LearnPauses = false }, evaluation), PolicyCurve.Words(policy, evaluation));
            AddChosen(report, chosen, PolicyCurve.VoiceActivity(policy, tuning), evaluation);
            AddPresets(report, language, evaluation);
        }

        return report.ToString();
    }

    private static void Add(StringBuilder report, string turns, PolicyCurve voiceActivity, PolicyCurve words, PolicyCurve pauses)
    {
        foreach ((string name, PolicyCurve curve) in new[] { ("voice activity alone", voiceActivity), ("words and values", words), ("words, values and the caller's pauses", pauses) })
        {
            string cells = string.Join(" | ", Budgets.Select(b => Percent(curve.Within(b)?.CutOffs)).Concat(Rates.Select(r => Milliseconds(curve.WithCutOffs(r)?.DeadAir))));
            report.AppendLine(CultureInfo.InvariantCulture, $"| {turns} | {name} | {cells} |");
        }
    }

    /// <summary>The points that were best on the tuning texts, on the evaluation texts.</summary>
    private static void AddChosen(StringBuilder report, PolicyCurve words, PolicyCurve voiceActivity, IReadOnlyList<IReadOnlyList<HeardTurn>> evaluation)
    {
        foreach ((string name, PolicyCurve curve) in new[] { ("voice activity alone", voiceActivity), ("words, values and pauses", words) })
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
        foreach (string preset in TurnPresets.Names)
            report.AppendLine(CultureInfo.InvariantCulture, $"|  | `{preset}` as shipped | {Describe(PolicyPoint.Of(Policy(preset, language), evaluation))} |");
        List<IReadOnlyList<HeardTurn>> values = [.. evaluation.Select(c => c.Where(t => t.Sample.IsValue).ToList()).Where(c => c.Count > 0)];
        report.AppendLine(CultureInfo.InvariantCulture, $"|  | `balanced`, dictated values only ({values.Sum(c => c.Count)}) | {Describe(PolicyPoint.Of(Policy("balanced", language), values))} |");
    }

    private static async Task<IReadOnlyList<IReadOnlyList<HeardTurn>>> HearAsync(string language, string texts)
    {
        var random = new Random(Seed);
        var voice = new TurnVoice(language, random);
        IReadOnlyList<TurnLine> lines = [.. Enumerable.Repeat(TurnTexts.Read(texts), Repeats).SelectMany(l => l)];
        var calls = new List<IReadOnlyList<HeardTurn>>();
        IReadOnlyList<IReadOnlyList<TurnSample>> spoken = await voice.SpeakAsync(lines);
        IReadOnlyList<string> vocabulary = [.. spoken.SelectMany(c => c).SelectMany(t => t.Words).Select(w => w.Text).Distinct()];
        foreach (IReadOnlyList<TurnSample> call in spoken)
            calls.Add([.. call.Select(s => new HeardTurn(s, TurnEvents.Of(s, vocabulary, random)))]);
        return calls;
    }

    private static TurnPolicy Policy(string preset, string language) => TurnPolicy.From(new TurnSettings { Preset = preset }, language, TimeToFinal);

    private static string Describe(PolicyPoint point) =>
        string.Create(CultureInfo.InvariantCulture, $"{Percent(point.CutOffs)} with {point.DeadAir:0} ms of silence");

    private static string Percent(double? share) => share is { } known ? string.Create(CultureInfo.InvariantCulture, $"{100 * known:0.0} %") : "–";

    private static string Milliseconds(double? time) => time is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:0} ms") : "–";
}
