using System.Text.Json;

namespace Futwork.Realtime.Conversation.Rules;

/// <summary>A prompt names models that can be asked.</summary>
internal static class PromptRules
{
    private const string OpenAiHost = "api.openai.com";

    private const int LongestExtra = 8192;

    /// <summary>What a request cannot be made without.</summary>
    private static readonly string[] OurMembers = ["model", "messages", "system", "tools", "stream"];

    public static void Check(PromptSettings prompt, ProblemList problems)
    {
        problems.Require(!string.IsNullOrWhiteSpace(prompt.Instructions), "/prompt/instructions", "A prompt needs instructions: who the agent is and what it should achieve.");
        foreach ((int i, ModelSettings model) in prompt.Models().Index())
            CheckModel(model, i == 0 ? "/prompt" : $"/prompt/fallbacks/{i - 1}", problems);
        problems.InRange(prompt.FirstTokenMilliseconds, 200, 20_000, "/prompt/firstTokenMilliseconds", "milliseconds");
        problems.InRange(prompt.Temperature, 0, 2, "/prompt/temperature", "");
        problems.InRange(prompt.MaxTokens, 1, 8192, "/prompt/maxTokens", "tokens");
    }

    private static void CheckModel(ModelSettings model, string at, ProblemList problems)
    {
        bool isAnthropic = model.Provider == ModelSettings.Anthropic;
        problems.Require(
            isAnthropic || model.Provider == ModelSettings.OpenAi,
            $"{at}/provider",
            $"There is no provider '{model.Provider}'. There is: '{ModelSettings.OpenAi}' (any OpenAI-compatible server) and '{ModelSettings.Anthropic}'.");
        problems.Require(
            !string.IsNullOrWhiteSpace(model.Model), $"{at}/model",
            $"A prompt needs the name of a model on its server, such as '{(isAnthropic ? "claude-haiku-4-5" : "gpt-4o-mini")}'.");
        bool isUsual = isAnthropic && model.BaseUrl.Length == 0;
        Uri? url = null;
        problems.Require(
            isUsual || (Uri.TryCreate(model.BaseUrl, UriKind.Absolute, out url) && url.Scheme is "http" or "https"),
            $"{at}/baseUrl",
            isAnthropic
                ? "This is no address. Leave it out for Anthropic's own server, or give one with its version, such as 'https://api.anthropic.com/v1'."
                : "A prompt needs the address of an OpenAI-compatible server with its version, such as 'https://api.openai.com/v1'.");
        problems.Require(
            !string.IsNullOrWhiteSpace(model.ApiKey) || !(isUsual || url?.Host == OpenAiHost),
            $"{at}/apiKey", $"{(isAnthropic ? "Anthropic" : "OpenAI")} answers nobody without an API key.");
        if (model.ExtraBody is { } extra)
            CheckExtra(extra, $"{at}/extraBody", problems);
    }

    private static void CheckExtra(JsonElement extra, string at, ProblemList problems)
    {
        bool isObject = extra.ValueKind is JsonValueKind.Object && extra.GetRawText().Length <= LongestExtra;
        problems.Require(
            isObject, at, $$"""This takes a JSON object of up to {{LongestExtra}} characters with members of a request as the server names them, such as {"reasoning_effort": "minimal"}.""");
        foreach (string ours in OurMembers.Where(name => isObject && extra.TryGetProperty(name, out _)))
            problems.Require(false, $"{at}/{ours}", $"'{ours}' is written by the platform. Leave it out here.");
    }
}
