using Futwork.Realtime.Speech;

namespace Futwork.Realtime.Conversation.Rules;

/// <summary>Ears and mouth are registered engines that know the agent's language and voice.</summary>
internal static class SpeechRules
{
    public static void Check(AgentDefinition agent, IReadOnlyCollection<ISpeechToText> ears, IReadOnlyCollection<ITextToSpeech> mouths, ProblemList problems)
    {
        problems.Require(IsTag(agent.Language), "/language", $"'{agent.Language}' is no language tag; write it like 'en-IN' or 'hi-IN'.");
        if (ears.FirstOrDefault(e => e.Name == agent.Listening.Engine) is not { } ear)
            problems.Add("/listening/engine", $"There is no speech-to-text engine '{agent.Listening.Engine}'. There is: {List(ears.Select(e => e.Name))}.");
        else if (!Speaks(ear.Capabilities.Languages, agent.Language))
            problems.Add("/language", $"The engine '{ear.Name}' does not understand '{agent.Language}'. It understands {List(ear.Capabilities.Languages)}.");
        if (mouths.FirstOrDefault(m => m.Name == agent.Voice.Engine) is { } mouth)
            CheckVoice(agent, mouth, problems);
        else
            problems.Add("/voice/engine", $"There is no text-to-speech engine '{agent.Voice.Engine}'. There is: {List(mouths.Select(m => m.Name))}.");
    }

    private static void CheckVoice(AgentDefinition agent, ITextToSpeech mouth, ProblemList problems)
    {
        IReadOnlyList<Voice> voices = mouth.Capabilities.Voices;
        IEnumerable<string> fitting = voices.Where(v => Speaks(v.Languages, agent.Language)).Select(v => v.Name);
        if (agent.Voice.Name is { } name)
        {
            Voice? voice = voices.FirstOrDefault(v => v.Name == name);
            if (voice is null && voices.Count > 0)
                problems.Add("/voice/name", $"The engine '{mouth.Name}' has no voice '{name}'. For '{agent.Language}' it has {List(fitting)}.");
            else if (voice is not null && !Speaks(voice.Languages, agent.Language))
                problems.Add("/voice/name", $"The voice '{name}' does not speak '{agent.Language}'; it speaks {List(voice.Languages)}.");
        }
        else
        {
            problems.Require(voices.Count == 0 || fitting.Any(), "/language", $"The engine '{mouth.Name}' has no voice for '{agent.Language}'.");
        }
    }

    /// <summary>A tag fits when the languages are the same, whatever the region; an empty list is any language.</summary>
    private static bool Speaks(IReadOnlyList<string> tags, string language) =>
        tags.Count == 0 || tags.Any(t => string.Equals(Primary(t), Primary(language), StringComparison.OrdinalIgnoreCase));

    private static string Primary(string tag) => tag.Split('-')[0];

    private static bool IsTag(string tag) =>
        tag.Split('-') is [{ Length: 2 or 3 } primary, ..] && primary.All(char.IsAsciiLetter) && tag.All(c => char.IsAsciiLetterOrDigit(c) || c is '-');

    private static string List(IEnumerable<string> names) => names.Any() ? string.Join(", ", names.Select(n => $"'{n}'")) : "none";
}
