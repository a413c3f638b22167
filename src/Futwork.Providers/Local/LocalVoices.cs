using Futwork.Providers.Local.Espeak;
using Futwork.Providers.Local.Flite;
using Futwork.Realtime.Speech;

namespace Futwork.Providers.Local;

/// <summary>The voices by name and by language.</summary>
internal static class LocalVoices
{
    private const string EspeakPrefix = "espeak:";
    private static readonly string[] English = ["slt", "rms", "awb", "kal"];
    private static readonly string[] Indian = ["hi", "ta", "te", "mr", "bn", "gu", "kn", "ml", "pa", "ur", "or", "as"];

    /// <summary>All of them; the first of a language is its default.</summary>
    public static IReadOnlyList<Voice> All { get; } =
        [.. English.Select(name => new Voice(name, ["en"])), .. Indian.Select(language => new Voice(EspeakPrefix + language, [language]))];

    /// <summary>The voice called <paramref name="name"/>, or the default of the language.</summary>
    /// <exception cref="SpeechException">There is none.</exception>
    public static LocalVoice Choose(string? name, string language)
    {
        var spoken = language.Split('-')[0].ToLowerInvariant();
        var voice = name is null
            ? All.FirstOrDefault(voice => voice.Languages.Contains(spoken))
            : All.FirstOrDefault(voice => voice.Name == name);
        return voice switch
        {
            { Name: var found } when found.StartsWith(EspeakPrefix, StringComparison.Ordinal) => new EspeakVoice(found[EspeakPrefix.Length..]),
            { Name: var found } => FliteVoice.Load(found),
            null when name is null => throw new SpeechException($"The local engines have no voice for the language {language}; they speak en, {string.Join(", ", Indian)}."),
            null => throw new SpeechException($"The local engines have no voice {name}; they have {string.Join(", ", All.Select(known => known.Name))}."),
        };
    }
}
