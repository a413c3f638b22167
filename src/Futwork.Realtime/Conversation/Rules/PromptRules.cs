namespace Futwork.Realtime.Conversation.Rules;

/// <summary>A prompt names models that can be asked.</summary>
internal static class PromptRules
{
    private const string OpenAiHost = "api.openai.com";

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
    }
}
