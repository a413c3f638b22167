namespace Futwork.Realtime.Conversation.Minds;

/// <summary>What an agent says of its own accord when its definition names nothing, in its language.</summary>
/// <param name="Sorry">It did not understand.</param>
/// <param name="OnceMore">What it understood was wrong.</param>
/// <param name="ReadBack">What it understood, at <c>{0}</c>, and whether it is right.</param>
/// <param name="StillThere">The person is silent.</param>
/// <param name="Goodbye">It gives up.</param>
/// <param name="Trouble">Something broke.</param>
/// <param name="Fillers">A tool takes its time: what is said first, and what later.</param>
internal sealed record Phrases(string Sorry, string OnceMore, string ReadBack, string StillThere, string Goodbye, string Trouble, IReadOnlyList<string> Fillers)
{
    /// <summary>In the agent's language, in its own script; a Hindi agent marked as Latin (<c>hi-Latn</c>) in Latin letters. English where there are none.</summary>
    public static Phrases In(string language)
    {
        string[] tags = language.ToLowerInvariant().Split('-');
        string key = tags[0] is "hi" && tags.Contains("latn") ? "hi-latn" : tags[0];
        return PhraseBook.All.TryGetValue(key, out Phrases? phrases) ? phrases : PhraseBook.All["en"];
    }
}
