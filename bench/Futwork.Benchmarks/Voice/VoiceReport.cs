using System.Text;
using Futwork.Benchmarks.Voice.Scoring;

namespace Futwork.Benchmarks.Voice;

/// <summary>The score as people read it.</summary>
internal static class VoiceReport
{
    public static string Of(VoiceScore score)
    {
        var text = new StringBuilder();
        text.AppendLine($"{score.Calls} calls, {score.Minutes:0.0} minutes of talk; engines of 300/350/200 ms (speech to text, model, voice)");
        text.AppendLine();
        text.AppendLine($"  {"",-46}{"",10}{"target",10}{"events",8}");
        foreach (Figure figure in Figure.All(score))
            text.AppendLine(figure.ToString());
        text.AppendLine($"  vocal tics by τ-voice's letter (a prompt answer to a turn with a tic is an error): {Figure.Text(score.ToTheLetter.VocalTic)}");
        Categories(score, text);
        Published(text);
        return text.ToString();
    }

    private static void Categories(VoiceScore score, StringBuilder text)
    {
        text.AppendLine();
        text.AppendLine($"  {"by moment",-28}{"n",6}{"right",8}{"cut in",8}{"resp p50",10}{"p90",8}{"yield p50",11}");
        foreach (CategoryScore c in score.Categories)
        {
            text.AppendLine(
                $"  {c.Name,-28}{c.Count,6}{(double)c.Right / c.Count,8:0.00}{c.CutIns,8}{Figure.Text(c.ResponseP50),10}{Figure.Text(c.ResponseP90),8}{Figure.Text(c.YieldP50),11}");
        }
    }

    private static void Published(StringBuilder text)
    {
        text.AppendLine();
        text.AppendLine("  others, as published on the τ-voice leaderboard (tau2-bench submissions, mean over domains; other callers, real engines):");
        text.AppendLine($"  {"",-38}{"resp s",8}{"yield s",8}{"resp r.",8}{"yield r.",9}{"int/turn",9}{"backch.",8}{"tic",6}{"n.-dir.",8}");
        foreach (PublishedSystem p in PublishedSystem.All)
        {
            text.AppendLine(
                $"  {p.Name,-38}{p.Response,8:0.00}{p.Yield,8:0.00}{p.ResponseRate,8:0.00}{p.YieldRate,9:0.00}{p.Interruptions,9:0.00}{p.Backchannel,8:0.00}{p.Tic,6:0.00}{p.NonDirected,8:0.00}");
        }
    }
}
