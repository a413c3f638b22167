using System.Text;
using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Conversation.Spoken;

/// <summary>A text as it is to be spoken, and which part of the original each part of it says. The transcript shows the original.</summary>
internal sealed class SpokenForm
{
    private readonly List<Part> _parts = [];
    private readonly StringBuilder _spoken = new();

    public SpokenForm(string original) => Original = original;

    /// <summary>The text as it was written.</summary>
    public string Original { get; }

    /// <summary>The text as it is spoken.</summary>
    public string Text => _spoken.ToString();

    /// <summary>The index in the original up to which everything is said once the spoken text is said up to <paramref name="spoken"/>.</summary>
    public int ToOriginal(int spoken)
    {
        int original = 0;
        foreach (Part part in _parts)
        {
            if (part.SpokenStart > spoken)
                break;
            bool whole = part.SpokenEnd <= spoken;
            int inside = part.IsCopy ? Math.Min(part.OriginalStart + spoken - part.SpokenStart, part.OriginalEnd) : part.OriginalStart;
            original = whole ? part.OriginalEnd : inside;
        }

        return original;
    }

    /// <summary>The sound with its words where they stand in the original: what is said in several words counts with the last of them.</summary>
    public SpeechAudio InOriginal(SpeechAudio audio) => audio.Words.Count == 0
        ? audio
        : audio with { Words = [.. audio.Words.Select(w => w with { TextStart = ToOriginal(w.TextStart), TextEnd = ToOriginal(w.TextEnd) })] };

    /// <summary>The next characters of the original are said as they stand.</summary>
    internal void Copy(int length)
    {
        int start = OriginalEnd;
        if (_parts is [.., { IsCopy: false }] && char.IsLetterOrDigit(Original[start]))
            Space();
        if (_parts is [.., { IsCopy: true } last])
            _parts[^1] = last with { SpokenEnd = last.SpokenEnd + length, OriginalEnd = start + length };
        else
            _parts.Add(new Part(_spoken.Length, _spoken.Length + length, start, start + length, true));
        _spoken.Append(Original, start, length);
    }

    /// <summary>The next characters of the original are said like this.</summary>
    internal void Say(int length, string spoken)
    {
        int start = OriginalEnd;
        if (spoken.Length > 0 && _spoken.Length > 0 && SpokenText.IsPartOfWord(_spoken[^1]))
            Space();
        _parts.Add(new Part(_spoken.Length, _spoken.Length + spoken.Length, start, start + length, false));
        _spoken.Append(spoken);
    }

    internal int OriginalEnd => _parts.Count == 0 ? 0 : _parts[^1].OriginalEnd;

    private void Space()
    {
        if (_spoken.Length == 0 || char.IsWhiteSpace(_spoken[^1]))
            return;
        _spoken.Append(' ');
        _parts[^1] = _parts[^1] with { SpokenEnd = _spoken.Length };
    }

    private readonly record struct Part(int SpokenStart, int SpokenEnd, int OriginalStart, int OriginalEnd, bool IsCopy);
}
