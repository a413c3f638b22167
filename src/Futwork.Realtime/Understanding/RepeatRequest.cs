namespace Futwork.Realtime.Understanding;

/// <summary>The person did not hear, or wonders whether anybody is there: say the step again instead of asking what was meant.</summary>
internal static class RepeatRequest
{
    /// <summary>What to listen for, so that engines with small language models can hear it.</summary>
    public static readonly string[] Phrases = ["pardon", "sorry", "what", "hello", "can you repeat that", "say that again", "come again"];

    private static readonly string[] Alone =
    [
        "what", "sorry", "sorry what", "pardon", "pardon me", "beg your pardon", "i beg your pardon", "excuse me", "huh", "hello", "hello hello",
        "hello hello hello", "hi", "what was that", "what is that", "what did you say", "kya", "kya bola", "kya kaha", "ji kya", "haan kya", "क्या", "हेलो", "हैलो", "sorry sorry",
    ];

    private static readonly string[] Anywhere =
    [
        "repeat", "say that again", "say it again", "come again", "once more", "one more time", "say again", "can you hear me", "are you there",
        "did not hear", "didnt hear", "cannot hear", "cant hear", "did not get that", "didnt get that", "did not catch", "didnt catch",
        "phir se", "fir se", "dobara", "dubara", "sunai nahi", "awaaz nahi", "aawaz nahi", "awaz nahi", "फिर से", "दोबारा", "सुनाई नहीं", "आवाज़ नहीं", "आवाज नहीं",
    ];

    private static readonly string[][] AnywhereWords = [.. Anywhere.Select(p => p.Split(' '))];

    public static bool Is(ReadOnlySpan<string> words)
    {
        string all = string.Join(' ', words!);
        if (Array.IndexOf(Alone, all) >= 0)
            return true;
        foreach (string[] phrase in AnywhereWords)
        {
            if (Words.IndexOf(words, phrase) >= 0)
                return true;
        }

        return false;
    }
}
