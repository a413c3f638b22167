namespace Futwork.Realtime.Conversation.Answering;

/// <summary>A phrase that tells who or what answered.</summary>
/// <param name="Text">Its words; up to two others may stand between them.</param>
/// <param name="Kind">Who says it.</param>
/// <param name="Weight">How much it tells, see <see cref="AnsweringScore"/>.</param>
internal sealed record GreetingPhrase(string Text, AnsweredBy Kind, double Weight)
{
    /// <summary>Its words, split once: every result of the recogniser is searched for all phrases.</summary>
    public string[] Words { get; } = Understanding.Words.Split(Text);
}
