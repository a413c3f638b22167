namespace Futwork.Realtime.Understanding;

/// <summary>Finds a phrase inside an answer: its words in order, with at most two other words between them.</summary>
internal static class PhraseMatch
{
    private const int MostSkipped = 2;

    /// <summary>How many words of <paramref name="answer"/> the phrase explains; 0 when it is not in it, or is negated there.</summary>
    public static int Length(ReadOnlySpan<string> answer, string phrase) => Length(answer, Words.Split(phrase));

    /// <summary>The same for a phrase split into its words already.</summary>
    public static int Length(ReadOnlySpan<string> answer, string[] wanted)
    {
        if (wanted.Length == 0)
            return 0;
        bool negates = Array.Exists(wanted, Negation.IsNegation);
        for (int start = 0; start + wanted.Length <= answer.Length; start++)
        {
            int end = EndOfMatch(answer, start, wanted);
            if (end > 0 && (negates || !Negation.Surrounds(answer, start, end)))
                return wanted.Length;
        }

        return 0;
    }

    /// <summary>The index after the last word of a match that begins at <paramref name="start"/>, or -1.</summary>
    private static int EndOfMatch(ReadOnlySpan<string> answer, int start, string[] wanted)
    {
        if (answer[start] != wanted[0])
            return -1;
        int at = start + 1, skipped = 0;
        for (int next = 1; next < wanted.Length; at++)
        {
            if (at == answer.Length)
                return -1;
            if (answer[at] == wanted[next])
                next++;
            else if (++skipped > MostSkipped || Negation.IsNegation(answer[at]))
                return -1;
        }

        return at;
    }
}
