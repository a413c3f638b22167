using System.Text;
using Futwork.Realtime.Understanding;

namespace Futwork.Realtime.Turns;

/// <summary>Tells "I am listening" from "let me speak", by the words alone.</summary>
internal static class Backchannel
{
    private const int MostWords = 6;

    /// <summary>The words only say that somebody listens; drawn out and repeated ones too: "yeahhh", "haan haan theek hai".</summary>
    public static bool Is(ReadOnlySpan<string> words, TurnPolicy policy)
    {
        if (words.Length is 0 or > MostWords)
            return false;
        string[] plain = [.. words.ToArray().Select(Shorten)];
        return (policy.Language.Words.Backchannels + policy.Backchannels).Covers(plain);
    }

    /// <summary>They do not say all, and with another word they may say so: "I" of "I see"; not "no" of "no problem", which is an answer.</summary>
    public static bool Begins(ReadOnlySpan<string> words, TurnPolicy policy) =>
        words.Length is > 0 and < MostWords && policy.Language.Words.Subjects.LengthAtEnd(words) > 0
        && (policy.Language.Words.Backchannels.AreBegunBy(words) || policy.Backchannels.AreBegunBy(words));

    /// <summary>A stop phrase stands in the text.</summary>
    public static bool HasStop(string text, TurnPolicy policy)
    {
        string[] words = Words.Split(text);
        return policy.Language.Words.Stop.IsIn(words) || policy.StopPhrases.IsIn(words);
    }

    /// <summary>A letter said three times and more was drawn out.</summary>
    private static string Shorten(string word)
    {
        var plain = new StringBuilder(word.Length);
        for (int i = 0; i < word.Length; i++)
        {
            int run = i;
            while (run + 1 < word.Length && word[run + 1] == word[i])
                run++;
            plain.Append(word[i], run - i >= 2 ? 1 : run - i + 1);
            i = run;
        }

        return plain.ToString();
    }
}
