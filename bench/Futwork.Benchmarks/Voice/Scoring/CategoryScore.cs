namespace Futwork.Benchmarks.Voice.Scoring;

/// <summary>What became of one kind of moment.</summary>
/// <param name="Name">What it tests.</param>
/// <param name="Count">How many there were.</param>
/// <param name="Right">How many the agent handled as it should.</param>
/// <param name="CutIns">Turns in which the agent began too early.</param>
/// <param name="ResponseP50">Median response time, in seconds.</param>
/// <param name="ResponseP90">The time that 9 of 10 responses took at most.</param>
/// <param name="YieldP50">Median yield time.</param>
internal sealed record CategoryScore(string Name, int Count, int Right, int CutIns, double? ResponseP50, double? ResponseP90, double? YieldP50)
{
    public static CategoryScore Of(string name, IReadOnlyList<MomentOutcome> moments)
    {
        double[] responses = [.. moments.Select(m => m.ResponseSeconds).OfType<double>().Order()];
        double[] yields = [.. moments.Select(m => m.YieldSeconds).OfType<double>().Order()];
        return new CategoryScore(
            name, moments.Count, moments.Count(m => m.IsRight), moments.Count(m => m.CutIn),
            VoiceScore.At(responses, 0.5), VoiceScore.At(responses, 0.9), VoiceScore.At(yields, 0.5));
    }
}
