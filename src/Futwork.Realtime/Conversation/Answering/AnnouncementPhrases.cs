using Futwork.Realtime.Speech;
using Futwork.Realtime.Telephony;
using Futwork.Realtime.Understanding;

namespace Futwork.Realtime.Conversation.Answering;

/// <summary>
/// What networks say instead of an answer, in English, Hindi and Hinglish: in India any of them may come, whatever the agent speaks. An announcement names whom it is about, or
/// what to do ("the number you have dialled", "please try again later"), and says what the matter is ("switched off"). It takes both: a song may have either.
/// </summary>
internal static partial class AnnouncementPhrases
{
    private static readonly string[][] Frames = Split(EnglishFrames, HindiFrames);

    /// <summary>The first that fits counts: "all lines are busy" is no busy phone, and what is out of service for a time is not so for ever.</summary>
    private static readonly (NetworkAnnouncement Kind, string[][] Phrases)[] Matters =
    [
        (NetworkAnnouncement.NoCircuit, Split(Congested, HindiCongested)),
        (NetworkAnnouncement.Barred, Split(Barred, HindiBarred)),
        (NetworkAnnouncement.PhoneUnreachable, Split(Unreachable, HindiUnreachable)),
        (NetworkAnnouncement.VacantNumber, Split(Vacant, HindiVacant)),
        (NetworkAnnouncement.Intercept, Split(OutOfService, HindiOutOfService)),
        (NetworkAnnouncement.NoReply, Split(NoReply, HindiNoReply)),
        (NetworkAnnouncement.Busy, Split(Busy, HindiBusy)),
        (NetworkAnnouncement.VacantNumber, Split(CheckTheNumber, HindiCheckTheNumber)),
    ];

    /// <summary>For engines that understand best what they were told to expect.</summary>
    public static Expectation Expected { get; } = new() { Phrases = Sentences, Content = ExpectedContent.FreeText };

    /// <summary>What the words announce; null when they are no announcement, or not certainly one.</summary>
    public static NetworkAnnouncement? In(string[] words)
    {
        if (!Has(words, Frames))
            return null;
        foreach ((NetworkAnnouncement kind, string[][] phrases) in Matters)
        {
            if (Has(words, phrases))
                return kind;
        }

        return null;
    }

    private static bool Has(string[] words, string[][] phrases) => Array.Exists(phrases, phrase => PhraseMatch.Length(words, phrase) > 0);

    private static string[][] Split(params IReadOnlyList<string>[] phrases) => [.. phrases.SelectMany(texts => texts).Select(Words.Split)];
}
