using Futwork.Realtime.Speech;
using Futwork.Realtime.Telephony;
using Futwork.Realtime.Understanding;

namespace Futwork.Realtime.Conversation.Answering;

/// <summary>The words that came before the answer, and what they announce. Pure; the words stay here.</summary>
internal sealed class AnnouncementWords
{
    private readonly List<string> _words = [];
    private string[] _partial = [];

    /// <summary>What has been announced by now; null when nothing was.</summary>
    public NetworkAnnouncement? Announcement => AnnouncementPhrases.In([.. _words, .. _partial]);

    public void Heard(RecognitionResult result)
    {
        string[] words = result.Confidence < RecognitionResult.Doubtful ? [] : Words.Split(result.Text);
        _partial = result.IsFinal ? [] : words;
        if (result.IsFinal)
            _words.AddRange(words);
    }
}
