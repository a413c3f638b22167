namespace Futwork.Realtime.Speech;

/// <summary>Short ways to use a text-to-speech engine.</summary>
public static class TextToSpeechExtensions
{
    /// <summary>Speaks one text to its end, with a mouth of its own: for sound that is made once and kept.</summary>
    /// <exception cref="SpeechException">The engine is missing, the voice is unknown, or the vendor failed.</exception>
    public static async Task<IReadOnlyList<SpeechAudio>> SpeakWholeAsync(
        this ITextToSpeech engine, VoiceOptions options, string text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(engine);
        await using var speaker = await engine.OpenAsync(options, cancellationToken);
        return await speaker.SpeakWholeAsync(text, cancellationToken);
    }

    /// <summary>Speaks one text to its end.</summary>
    /// <exception cref="SpeechException">The engine or vendor failed.</exception>
    public static async Task<IReadOnlyList<SpeechAudio>> SpeakWholeAsync(this ISpeaker speaker, string text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(speaker);
        var pieces = new List<SpeechAudio>();
        await foreach (var piece in speaker.SpeakAsync(new SpeechRequest(text), cancellationToken))
            pieces.Add(piece);
        return pieces;
    }

    /// <summary>All samples of some pieces, one after the other.</summary>
    public static short[] Samples(this IEnumerable<SpeechAudio> pieces) => [.. pieces.SelectMany(piece => piece.Pcm.ToArray())];
}
