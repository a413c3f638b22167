using static Futwork.Realtime.Conversation.Answering.AnsweringClues;

namespace Futwork.Realtime.Conversation.Answering;

/// <summary>
/// What machines and persons say when they answer, in English, Hindi and Hinglish: in India any of them may come, whatever the
/// agent speaks. A phrase that a person might use of another matter weighs too little to decide alone.
/// </summary>
internal static partial class GreetingPhrases
{
    /// <summary>All phrases.</summary>
    public static IReadOnlyList<GreetingPhrase> All { get; } =
    [
        .. Of(AnsweredBy.Voicemail, Unmistakable, VoicemailOnly, HindiVoicemailOnly),
        .. Of(AnsweredBy.Voicemail, Strong, VoicemailMostly, HindiVoicemailMostly),
        .. Of(AnsweredBy.Voicemail, Weak, VoicemailPerhaps),
        .. Of(AnsweredBy.VoicemailFull, Unmistakable, FullOnly),
        .. Of(AnsweredBy.VoicemailFull, Strong, AnnouncementMostly, HindiAnnouncementMostly),
        .. Of(AnsweredBy.Menu, Screening, ScreeningOnly),
        .. Of(AnsweredBy.Menu, Strong, MenuMostly, HindiMenuMostly),
        .. Of(AnsweredBy.Human, Strong, HumanMostly),
    ];

    private static readonly HashSet<string> Greetings =
    [
        "hello", "hallo", "hullo", "hi", "hey", "yes", "yeah", "speaking", "morning", "afternoon", "evening",
        "haan", "ha", "han", "ji", "haanji", "namaste", "namaskar", "kaun", "boliye", "boliyega", "bolo",
        "हेलो", "हैलो", "हलो", "हाँ", "हां", "जी", "नमस्ते", "नमस्कार", "कौन", "बोलिए", "बोलो",
    ];

    /// <summary>A word with which persons pick up.</summary>
    public static bool IsGreeting(string word) => Greetings.Contains(word);

    private static IEnumerable<GreetingPhrase> Of(AnsweredBy kind, double weight, params IReadOnlyList<string>[] phrases) =>
        phrases.SelectMany(p => p).Select(text => new GreetingPhrase(text, kind, weight));
}
