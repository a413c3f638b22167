using Futwork.Realtime.Speech;
using Futwork.Realtime.Understanding;

namespace Futwork.Realtime.Conversation.Answering;

/// <summary>Finds in the words of the far end what only machines say, and what only persons say.</summary>
internal sealed class GreetingWords
{
    /// <summary>What "hello" is worth in a longer sentence: nothing, since machines say it too.</summary>
    private const int LongestGreeting = 8;

    private readonly List<string> _words = [];
    private readonly HashSet<GreetingPhrase> _found = new(ReferenceEqualityComparer.Instance);
    private string[] _partial = [];

    /// <summary>The phrases found so far, each once.</summary>
    public IReadOnlyCollection<GreetingPhrase> Found => _found;

    /// <summary>A short greeting was understood, as persons give.</summary>
    public bool IsGreeted { get; private set; }

    public void Heard(RecognitionResult result)
    {
        if (result.Confidence < RecognitionResult.Doubtful)
            return;
        _partial = Words.Split(result.Text);
        string[] all = [.. _words, .. _partial];
        foreach (GreetingPhrase phrase in GreetingPhrases.All)
        {
            if (!_found.Contains(phrase) && PhraseMatch.Length(all, phrase.Words) > 0)
                _found.Add(phrase);
        }

        if (!result.IsFinal)
            return;
        IsGreeted |= _partial.Length is > 0 and <= LongestGreeting && Array.Exists(_partial, GreetingPhrases.IsGreeting);
        _words.AddRange(_partial);
    }
}
