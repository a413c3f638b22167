using Futwork.Providers.Local.Text;

namespace Futwork.Providers.Local.Espeak;

/// <summary>espeak-ng in one of its languages. It reads numbers and signs in that language itself.</summary>
internal sealed class EspeakVoice(string language) : LocalVoice
{
    /// <inheritdoc/>
    public override string Speakable(string word) => word.Any(char.IsLetterOrDigit) ? word : "";

    /// <inheritdoc/>
    protected override async Task<RawSpeech> SynthesizeAsync(List<SpokenWord> words, CancellationToken cancellationToken)
    {
        var (pcm, rate) = await EspeakProgram.SpeakAsync(string.Join(' ', words.Select(word => word.Spoken)), language, cancellationToken);
        return new RawSpeech(pcm, rate, Words: null);
    }
}
