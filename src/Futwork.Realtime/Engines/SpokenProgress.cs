using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Engines;

/// <summary>How far a text has been spoken, by one mouth after the other.</summary>
internal sealed class SpokenProgress(string text)
{
    private readonly List<WordTiming> _words = [];
    private int _from;
    private long _before;
    private long _made;

    /// <summary>How long a character sounds; null as long as nothing was made.</summary>
    public double? SamplesPerCharacter => _made > _before && _from < text.Length ? (double)(_made - _before) / (text.Length - _from) : null;

    /// <summary>The mouth of now has made no sound, although there are words to speak.</summary>
    public bool IsSilent => _made == _before && text.Skip(_from).Any(char.IsLetterOrDigit);

    /// <summary>What is left to speak.</summary>
    public SpeechRequest Rest(SpeechRequest whole) => _from == 0
        ? whole
        : whole with { Text = text[_from..], PreviousText = $"{whole.PreviousText} {text[.._from]}".Trim() };

    /// <summary>Takes a piece of the rest, and gives it its place in the whole.</summary>
    public SpeechAudio Add(SpeechAudio piece)
    {
        WordTiming[] words = [.. piece.Words.Select(w => new WordTiming(
            w.TextStart + _from, w.TextEnd + _from, w.StartSample + (int)_before, w.EndSample + (int)_before))];
        _words.AddRange(words);
        _made += piece.Pcm.Length;
        return new SpeechAudio(piece.Pcm, words);
    }

    /// <summary>The mouth stopped here: what follows begins at the first word that was not made to its end.</summary>
    /// <param name="pace">Samples per character of that mouth, which tells where it stopped when it gives no word timings.</param>
    /// <returns>Nothing is left to speak.</returns>
    public bool BreakOff(double? pace)
    {
        if (_made > _before)
        {
            int end = _words.Where(w => w.StartSample >= _before && w.EndSample <= _made).Select(w => w.TextEnd).DefaultIfEmpty(0).Max();
            bool timed = _words.Exists(w => w.StartSample >= _before);
            _from = Math.Max(_from, timed ? end : pace is { } known ? WordAt(_from + (int)((_made - _before) / known)) : _from);
        }

        while (_from < text.Length && char.IsWhiteSpace(text[_from]))
            _from++;
        _before = _made;
        return _from >= text.Length;
    }

    private int WordAt(int index) => index >= text.Length ? text.Length : text.LastIndexOf(' ', index) + 1;
}
