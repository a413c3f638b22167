namespace Futwork.Realtime.Turns.Languages;

/// <summary>Verb forms that end a Hindi sentence, by their endings: future and polite request.</summary>
internal static class HindiVerb
{
    private static readonly string[] Endings =
        ["ूँगा", "ूंगा", "ूँगी", "ूंगी", "ऊँगा", "ऊंगा", "ऊँगी", "ऊंगी", "ेगा", "ेगी", "ेंगे", "एगा", "एगी", "एँगे", "एंगे", "िए", "िये", "इए", "इये", "unga", "ungi", "oonga", "oongi", "iyega", "enge"];

    public static bool Ends(string word) => Array.Exists(Endings, e => word.Length > e.Length && word.EndsWith(e, StringComparison.Ordinal));
}
