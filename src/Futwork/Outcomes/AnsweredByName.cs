using Futwork.Realtime.Conversation;

namespace Futwork.Outcomes;

/// <summary>Who or what answered, in the words of the API.</summary>
internal static class AnsweredByName
{
    public static string Of(AnsweredBy answered) => answered switch
    {
        AnsweredBy.Human => "human",
        AnsweredBy.Voicemail => "voicemail",
        AnsweredBy.VoicemailFull => "voicemail-full",
        AnsweredBy.Menu => "menu",
        _ => "unsure",
    };
}
