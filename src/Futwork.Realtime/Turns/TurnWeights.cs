using Futwork.Realtime.Turns.Languages;

namespace Futwork.Realtime.Turns;

/// <summary>
/// What each sign of an end is worth, in log odds: the coefficients of a logistic regression of ends against pauses on the tuning turns of
/// <c>bench ... turns</c>, and in English on recorded people as well.
/// </summary>
/// <param name="Bias">With all signs at zero.</param>
/// <param name="Cue">For the log odds of the words' cue (<see cref="TextCompleteness"/>).</param>
/// <param name="Melody">For the voice's end, from -1 to 1 (<see cref="PhraseMelody"/>).</param>
/// <param name="Ends">For the log odds that a sentence ends with the last two words (<see cref="SentenceEnds"/>), over those of any word.</param>
/// <param name="Time">For the share of <see cref="EnoughTime"/> that it has lasted, as a logarithm: what is short is seldom all.</param>
/// <param name="Count">For the share of <see cref="EnoughWords"/> that was said, as a logarithm.</param>
internal sealed record TurnWeights(double Bias, double Cue, double Melody, double Ends, double Time, double Count)
{
    /// <summary>What lasted so long can be a whole answer.</summary>
    private static readonly TimeSpan EnoughTime = TimeSpan.FromSeconds(3);

    /// <summary>So many words can be one.</summary>
    private const int EnoughWords = 6;

    /// <summary>"Yes", "thank you" and the like are whole answers more often than other words as short: what their shortness may tell at the most.</summary>
    private const double LeastTimeOfWhole = -0.6, LeastCountOfWhole = -0.3;
    private const double LeastTime = -3;

    /// <summary>A question invites a short answer.</summary>
    private const double AfterQuestion = 0.4;
    private const int MostOfYes = 3;

    /// <summary>The log odds that the turn is over.</summary>
    public double LogOdds(TurnScore words, string[] text, TurnEvidence evidence, TurnLanguage language)
    {
        double odds = Bias + (Cue * words.LogOdds) + (Melody * evidence.Melody) + (Ends * EndsOf(text, language));
        if (evidence.Awaited.Slot is not (SlotType.None or SlotType.Text))
            return odds;
        double time = Math.Clamp(Math.Log(evidence.Lasted / EnoughTime), LeastTime, 0), count = Math.Min(0, Math.Log((1.0 + text.Length) / (1 + EnoughWords)));
        if (words.Cue is TurnCue.Closed || (text.Length <= MostOfYes && language.Words.Backchannels.Covers(text)))
            (time, count) = (Math.Max(time, LeastTimeOfWhole), Math.Max(count, LeastCountOfWhole));
        return odds + (((Time * time) + (Count * count)) * (evidence.IsAsked ? AfterQuestion : 1));
    }

    /// <summary>How much more likely a sentence is to end here than after any word.</summary>
    private static double EndsOf(string[] text, TurnLanguage language) =>
        language.Ends is { } ends && text.Length > 0 ? ends.LogOdds(text) - SentenceEnds.Unknown : 0;
}
