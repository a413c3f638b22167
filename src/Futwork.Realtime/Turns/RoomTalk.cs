using Futwork.Realtime.Turns.Languages;

namespace Futwork.Realtime.Turns;

/// <summary>Words that are meant for somebody else: "I'm on the phone", "mom, not now".</summary>
internal static class RoomTalk
{
    private const int ShortCall = 7;
    private static readonly HashSet<string> Possessives = ["my", "your", "his", "her", "our", "their", "a", "the", "mera", "meri", "mere", "apna", "apni", "apne", "aapki", "aapke"];

    public static bool Is(ReadOnlySpan<string> words, TurnWords language)
    {
        for (int at = 0; at < words.Length; at++)
        {
            int length = language.Aside.LengthAt(words, at);
            if (length > 1 || (length == 1 && IsCall(words, at)))
                return true;
        }

        return false;
    }

    /// <summary>A name for somebody calls them only at the edge of a short sentence: "mom, wait", not "my mom said so".</summary>
    private static bool IsCall(ReadOnlySpan<string> words, int at) =>
        words.Length <= ShortCall && (at == 0 || at == words.Length - 1) && (at == 0 || !Possessives.Contains(words[at - 1]));
}
