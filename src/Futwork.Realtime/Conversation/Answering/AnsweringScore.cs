namespace Futwork.Realtime.Conversation.Answering;

/// <summary>
/// Adds up what speaks for a machine and what for a person, as logarithms of odds: 0 is even, +3 is twenty to one for a machine.
/// All weights of the detector stand in <see cref="AnsweringClues"/> and the list of phrases.
/// </summary>
internal sealed class AnsweringScore
{
    /// <summary>More of the same words does not make a machine any surer.</summary>
    private const double MostWords = 8;

    private readonly List<(AnsweredBy Kind, double Weight)> _clues = [];

    /// <summary>Adds a clue.</summary>
    /// <param name="kind">What it points to; <see cref="AnsweredBy.Human"/> counts against all machines.</param>
    /// <param name="weight">How much it tells; 0 adds nothing.</param>
    public void Add(AnsweredBy kind, double weight)
    {
        if (weight > 0)
            _clues.Add((kind, weight));
    }

    /// <summary>The conclusion.</summary>
    public AnsweringVerdict Verdict()
    {
        double odds = Math.Min(MostWords, _clues.Where(c => c.Kind is not AnsweredBy.Human).Sum(c => c.Weight)) - Sum(AnsweredBy.Human);
        double machine = 1 / (1 + Math.Exp(-odds));
        return machine switch
        {
            >= AnsweringClues.Suspicion => new AnsweringVerdict(Machine(), Math.Round(machine, 3)),
            <= 1 - AnsweringClues.Suspicion => new AnsweringVerdict(AnsweredBy.Human, Math.Round(1 - machine, 3)),
            _ => AnsweringVerdict.Unsure,
        };
    }

    /// <summary>The kind that most points to. A mailbox that says it is full is full, however much it sounds like one that is not.</summary>
    private AnsweredBy Machine()
    {
        if (Sum(AnsweredBy.VoicemailFull) >= AnsweringClues.Unmistakable)
            return AnsweredBy.VoicemailFull;
        return new[] { AnsweredBy.Voicemail, AnsweredBy.VoicemailFull, AnsweredBy.Menu }.MaxBy(Sum);
    }

    private double Sum(AnsweredBy kind) => _clues.Where(c => c.Kind == kind).Sum(c => c.Weight);
}
