namespace Futwork.Realtime.Understanding;

/// <summary>
/// The person asks never to be called again: "do not call me again", "take me off your list", "dobara phone mat karna". Only what can hardly mean anything else, since who is
/// taken for one of those who ask is lost.
/// </summary>
internal static class OptOutRequest
{
    /// <summary>So many words on either side of a request may bound it: "raat ko dobara call mat karna", "stop calling me on any working day".</summary>
    private const int Near = 4;

    public static bool Is(string[] words)
    {
        if (OptOutPhrases.Conditions.IsIn(words) || OptOutPhrases.Naming.IsIn(words))
            return false;
        string[] said = WithoutFillers(words);
        return IsAlone(said) || IsForGood(said);
    }

    /// <summary>Nothing else was said that could change what it means.</summary>
    private static bool IsAlone(string[] words)
    {
        bool isAsked = false;
        for (int at = 0; at < words.Length;)
        {
            int request = OptOutPhrases.Alone.LengthAt(words, at), length = Math.Max(request, OptOutPhrases.Beside.LengthAt(words, at));
            if (length == 0)
                return false;
            isAsked |= request > 0;
            at += length;
        }

        return isAsked;
    }

    private static bool IsForGood(string[] words)
    {
        for (int start = 0; start < words.Length; start++)
        {
            int removal = OptOutPhrases.OffTheList.LengthAt(words, start), request = OptOutPhrases.ForGood.LengthAt(words, start);
            if (removal > 0 && !IsToldOrNegated(words, start, start + removal))
                return true;
            if (request > 0 && !IsToldOrNegated(words, start, start + request) && !IsBounded(words, start, start + request))
                return true;
        }

        return false;
    }

    /// <summary>"They never call me again", "why did you stop calling me", "mera number delete ho gaya", "you do not have to stop calling me", "call karna band mat karo".</summary>
    private static bool IsToldOrNegated(string[] words, int start, int end)
    {
        bool isTold = (start > 0 && OptOutPhrases.Subjects.Contains(words[start - 1])) || Array.Exists(words[Math.Max(0, start - 2)..start], OptOutPhrases.Questions.Contains)
            || (end < words.Length && OptOutPhrases.Happened.Contains(words[end]));
        return isTold || (!Array.Exists(words[start..end], Negation.IsNegation) && IsNegated(words, start, end));
    }

    /// <summary>What is not wanted, or need not be, is negated before the verb that says so in English, and behind it in Hindi.</summary>
    private static bool IsNegated(string[] words, int start, int end)
    {
        int verb = start;
        while (verb > 0 && OptOutPhrases.LeadingTo.Contains(words[verb - 1]))
            verb--;
        return Negation.Touches(words, verb, end) || (verb > 0 && words[verb - 1] == "no" && words[verb] == "need")
            || OptOutPhrases.NoNeed.IsIn(words.AsSpan(end, Math.Min(Near, words.Length - end)));
    }

    private static bool IsBounded(string[] words, int start, int end)
    {
        string[] front = words[Math.Max(0, start - Near)..start], behind = words[end..Math.Min(words.Length, end + Near)];
        return OptOutPhrases.Bounds.IsIn(front) || OptOutPhrases.Bounds.IsIn(behind) || OptOutPhrases.BoundsBehind.IsIn(behind)
            || Array.Exists(front, NamesDay) || Array.Exists(behind, NamesDay);
    }

    private static bool NamesDay(string word) => DateWords.Weekday(word) is not null || SpokenMoment.IsPartOfDay(word);

    private static string[] WithoutFillers(string[] words)
    {
        var kept = new List<string>();
        for (int at = 0; at < words.Length;)
        {
            int filler = OptOutPhrases.Fillers.LengthAt(words, at);
            if (filler == 0)
                kept.Add(words[at]);
            at += Math.Max(1, filler);
        }

        return [.. kept];
    }
}
