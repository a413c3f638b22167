namespace Futwork.Providers.Local.Text;

/// <summary>A word of a text and how an engine should be told to say it.</summary>
/// <param name="Start">Index of its first character in the text.</param>
/// <param name="End">Index after its last character.</param>
/// <param name="Spoken">Words with single spaces between them; empty when there is nothing to say.</param>
internal readonly record struct SpokenWord(int Start, int End, string Spoken)
{
    /// <summary>How many words <see cref="Spoken"/> holds.</summary>
    public int Count => Spoken.Length is 0 ? 0 : Spoken.AsSpan().Count(' ') + 1;
}
