namespace Futwork.Providers.Local.Sphinx;

/// <summary>How sure the recogniser is, by its score for each frame.</summary>
internal static class Confidence
{
    private const double EvenScore = -45;
    private const double Spread = 4;

    /// <summary>0 to 1; 0.5 where what was expected and what was not are told apart best.</summary>
    public static double Of(Hypothesis hypothesis) =>
        hypothesis.Text.Length is 0 ? 0 : 1 / (1 + Math.Exp((EvenScore - hypothesis.ScorePerFrame) / Spread));
}
