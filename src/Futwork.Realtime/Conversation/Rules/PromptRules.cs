namespace Futwork.Realtime.Conversation.Rules;

/// <summary>A prompt names a model that can be asked.</summary>
internal static class PromptRules
{
    public static void Check(PromptSettings prompt, ProblemList problems)
    {
        problems.Require(!string.IsNullOrWhiteSpace(prompt.Instructions), "/prompt/instructions", "A prompt needs instructions: who the agent is and what it should achieve.");
        problems.Require(!string.IsNullOrWhiteSpace(prompt.Model), "/prompt/model", "A prompt needs the name of a model on its server, such as 'gpt-4o-mini'.");
        problems.Require(
            Uri.TryCreate(prompt.BaseUrl, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https",
            "/prompt/baseUrl",
            "A prompt needs the address of an OpenAI-compatible server with its version, such as 'https://api.openai.com/v1'.");
        problems.InRange(prompt.Temperature, 0, 2, "/prompt/temperature", "");
        problems.InRange(prompt.MaxTokens, 1, 8192, "/prompt/maxTokens", "tokens");
    }
}
