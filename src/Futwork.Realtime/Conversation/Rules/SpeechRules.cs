using Futwork.Realtime.Conversation.Redaction;
using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Conversation.Rules;

/// <summary>Ears and mouth, and those that take over from them, are registered engines that know the agent's language, model and voice.</summary>
internal static class SpeechRules
{
    public static void Check(AgentDefinition agent, IReadOnlyCollection<ISpeechToText> ears, IReadOnlyCollection<ITextToSpeech> mouths, ProblemList problems)
    {
        problems.Require(IsTag(agent.Language), "/language", $"'{agent.Language}' is no language tag; write it like 'en-IN' or 'hi-IN'.");
        CheckEars(agent.Listening, agent.Language, "/listening", "/language", ears, problems);
        foreach ((int i, ListeningSettings fallback) in agent.Listening.Fallbacks.Index())
        {
            CheckEars(fallback, agent.Language, $"/listening/fallbacks/{i}", $"/listening/fallbacks/{i}/engine", ears, problems);
            CheckFlat(fallback.Fallbacks.Count, $"/listening/fallbacks/{i}", problems);
        }

        CheckMouth(agent.Voice, agent.Language, "/voice", "/language", mouths, problems);
        foreach ((int i, VoiceSettings fallback) in agent.Voice.Fallbacks.Index())
        {
            CheckMouth(fallback, agent.Language, $"/voice/fallbacks/{i}", $"/voice/fallbacks/{i}/engine", mouths, problems);
            CheckFlat(fallback.Fallbacks.Count, $"/voice/fallbacks/{i}", problems);
        }

        foreach ((int i, string kind) in agent.Listening.Redact.Index())
            problems.Require(Redactor.Kinds.Contains(kind), $"/listening/redact/{i}", $"'{kind}' cannot be redacted. There is: {List(Redactor.Kinds)}.");
    }

    private static void CheckEars(
        ListeningSettings settings, string language, string at, string languageAt, IReadOnlyCollection<ISpeechToText> ears, ProblemList problems)
    {
        CheckAddress(settings.BaseUrl, at, problems);
        if (ears.FirstOrDefault(e => e.Name == settings.Engine) is not { } ear)
        {
            problems.Add($"{at}/engine", $"There is no speech-to-text engine '{settings.Engine}'. There is: {List(ears.Select(e => e.Name))}.");
            return;
        }

        SpeechToTextCapabilities can = ear.Capabilities;
        CheckAccess(ear.Name, can.NeedsKey, can.Models, settings.ApiKey, settings.Model, at, problems);
        problems.Require(Speaks(can.Languages, language), languageAt, $"The engine '{ear.Name}' does not understand '{language}'. It understands {List(can.Languages)}.");
    }

    private static void CheckMouth(
        VoiceSettings settings, string language, string at, string languageAt, IReadOnlyCollection<ITextToSpeech> mouths, ProblemList problems)
    {
        CheckAddress(settings.BaseUrl, at, problems);
        if (mouths.FirstOrDefault(m => m.Name == settings.Engine) is not { } mouth)
        {
            problems.Add($"{at}/engine", $"There is no text-to-speech engine '{settings.Engine}'. There is: {List(mouths.Select(m => m.Name))}.");
            return;
        }

        TextToSpeechCapabilities can = mouth.Capabilities;
        CheckAccess(mouth.Name, can.NeedsKey, can.Models, settings.ApiKey, settings.Model, at, problems);
        problems.Require(Speaks(can.Languages, language), languageAt, $"The engine '{mouth.Name}' does not speak '{language}'. It speaks {List(can.Languages)}.");
        CheckVoice(settings, language, at, languageAt, mouth, problems);
    }

    private static void CheckVoice(VoiceSettings settings, string language, string at, string languageAt, ITextToSpeech mouth, ProblemList problems)
    {
        IReadOnlyList<Voice> voices = mouth.Capabilities.Voices;
        IEnumerable<string> fitting = voices.Where(v => Speaks(v.Languages, language)).Select(v => v.Name);
        if (settings.Name is { } name)
        {
            Voice? voice = voices.FirstOrDefault(v => v.Name == name);
            if (voice is null && voices.Count > 0)
                problems.Add($"{at}/name", $"The engine '{mouth.Name}' has no voice '{name}'. For '{language}' it has {List(fitting)}.");
            else if (voice is not null && !Speaks(voice.Languages, language))
                problems.Add($"{at}/name", $"The voice '{name}' does not speak '{language}'; it speaks {List(voice.Languages)}.");
        }
        else
        {
            problems.Require(!mouth.Capabilities.NeedsVoice, $"{at}/name", $"The engine '{mouth.Name}' has no voice of its own choice; name one of the vendor's.");
            problems.Require(voices.Count == 0 || fitting.Any(), languageAt, $"The engine '{mouth.Name}' has no voice for '{language}'.");
        }
    }

    /// <summary>What needs a key has one, and what has no choice of models is given none.</summary>
    private static void CheckAccess(string engine, bool needsKey, IReadOnlyList<string> models, string? key, string? model, string at, ProblemList problems)
    {
        problems.Require(!needsKey || !string.IsNullOrWhiteSpace(key), $"{at}/apiKey", $"The engine '{engine}' needs the API key of your account with the vendor.");
        problems.Require(model is null || models.Count > 0, $"{at}/model", $"The engine '{engine}' has no choice of models; leave it out.");
    }

    private static void CheckAddress(string? url, string at, ProblemList problems) => problems.Require(
        url is null || (Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" or "ws" or "wss"),
        $"{at}/baseUrl",
        $"'{url}' is no address; write it like 'https://api.example.com', or leave it out for the vendor's usual one.");

    private static void CheckFlat(int count, string at, ProblemList problems) =>
        problems.Require(count == 0, $"{at}/fallbacks", "A fallback has none of its own; put all of them into one list, in order.");

    /// <summary>A tag fits when the languages are the same, whatever the region; an empty list is any language.</summary>
    private static bool Speaks(IReadOnlyList<string> tags, string language) =>
        tags.Count == 0 || tags.Any(t => string.Equals(Primary(t), Primary(language), StringComparison.OrdinalIgnoreCase));

    private static string Primary(string tag) => tag.Split('-')[0];

    private static bool IsTag(string tag) =>
        tag.Split('-') is [{ Length: 2 or 3 } primary, ..] && primary.All(char.IsAsciiLetter) && tag.All(c => char.IsAsciiLetterOrDigit(c) || c is '-');

    private static string List(IEnumerable<string> names) => names.Any() ? string.Join(", ", names.Select(n => $"'{n}'")) : "none";
}
