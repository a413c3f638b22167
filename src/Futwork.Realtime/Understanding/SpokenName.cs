namespace Futwork.Realtime.Understanding;

/// <summary>Reads a person's name out of an answer: "my name is Asha Rao", "this is Asha speaking", "mera naam Asha hai".</summary>
internal static class SpokenName
{
    private const int MostWords = 5;

    private static readonly string[][] Lead =
    [
        .. new[]
        {
            "my good name is", "my full name is", "my name is", "my names", "the name is", "name is", "this is", "i am", "im", "it is", "its", "you can call me", "call me",
            "myself", "mera naam", "mera nam", "naam", "main", "yes", "yeah", "ok", "okay", "sure", "so", "um", "uh", "well", "haan", "ji", "हाँ", "हां", "जी", "मेरा नाम", "नाम", "मैं",
        }.Select(p => p.Split(' ')),
    ];

    private static readonly HashSet<string> Tail = ["speaking", "here", "hai", "hoon", "hun", "please", "sir", "madam", "maam", "bol", "raha", "rahi", "है", "हूँ", "हूं"];

    private static readonly HashSet<string> NoName = ["the", "what", "why", "who", "not", "dont", "no", "nahi", "nahin", "want", "tell", "you", "your", "is", "are", "नहीं", "क्या", "क्यों", "कौन"];

    /// <summary>The name, each word with a capital; null when the answer does not look like a name.</summary>
    public static string? Read(string text)
    {
        ReadOnlySpan<string> words = Words.Split(text);
        for (int length = -1; length != 0 && words.Length > 0;)
        {
            length = LeadOf(words);
            words = words[length..];
        }

        while (words.Length > 0 && Tail.Contains(words[^1]))
            words = words[..^1];
        return words.Length is 0 or > MostWords || words.ContainsAny([.. NoName]) || words.ToArray().Any(w => w.Any(char.IsDigit))
            ? null
            : string.Join(' ', words.ToArray().Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
    }

    private static int LeadOf(ReadOnlySpan<string> words)
    {
        foreach (string[] lead in Lead)
        {
            if (words.StartsWith(lead))
                return lead.Length;
        }

        return 0;
    }
}
