using Futwork.Tests.Support;

namespace Futwork.Tests.Agents;

/// <summary>What is wrong with an agent's engines is said when it is saved, with its place.</summary>
public sealed class EngineRulesTests(PostgresServer postgres) : ApiTests(postgres)
{
    private const string Flow = """{"steps": [{"name": "a", "say": "Hello.", "end": {"disposition": "done"}}]}""";

    [Theory]
    [InlineData("listening", """{"engine": "deepgram"}""", "/apiKey", "API key")]
    [InlineData("listening", """{"engine": "local", "model": "big"}""", "/model", "no choice of models")]
    [InlineData("listening", """{"engine": "local", "baseUrl": "example"}""", "/baseUrl", "https://api.example.com")]
    [InlineData("listening", """{"fallbacks": [{"engine": "gone"}]}""", "/fallbacks/0/engine", "'deepgram'")]
    [InlineData("listening", """{"fallbacks": [{"engine": "local"}, {"engine": "deepgram-flux"}]}""", "/fallbacks/1/apiKey", "API key")]
    [InlineData("listening", """{"fallbacks": [{"fallbacks": [{"engine": "local"}]}]}""", "/fallbacks/0/fallbacks", "one list")]
    [InlineData("listening", """{"redact": ["phone", "passport"]}""", "/redact/1", "'aadhaar'")]
    [InlineData("voice", """{"engine": "elevenlabs", "name": "x"}""", "/apiKey", "API key")]
    [InlineData("voice", """{"engine": "elevenlabs", "apiKey": "secret-key-0123456789"}""", "/name", "name one")]
    [InlineData("voice", """{"fallbacks": [{"engine": "gone"}]}""", "/fallbacks/0/engine", "'elevenlabs'")]
    [InlineData("voice", """{"fallbacks": [{"name": "nobody"}]}""", "/fallbacks/0/name", "has no voice")]
    [InlineData("voice", """{"fallbacks": [{"fallbacks": [{}]}]}""", "/fallbacks/0/fallbacks", "one list")]
    [InlineData("prompt", """{"instructions": "x", "provider": "gone", "model": "m", "baseUrl": "http://m.example/v1"}""", "/provider", "'anthropic'")]
    [InlineData("prompt", """{"instructions": "x", "provider": "anthropic", "model": "m"}""", "/apiKey", "Anthropic")]
    [InlineData("prompt", """{"instructions": "x", "model": "m", "baseUrl": "https://api.openai.com/v1"}""", "/apiKey", "OpenAI")]
    [InlineData("prompt", """{"instructions": "x", "model": "m", "baseUrl": "http://m.example/v1", "firstTokenMilliseconds": 50}""", "/firstTokenMilliseconds", "200")]
    [InlineData("prompt", """{"instructions": "x", "model": "m", "baseUrl": "http://m.example/v1", "fallbacks": [{"baseUrl": "http://m.example/v1"}]}""", "/fallbacks/0/model", "name of a model")]
    [InlineData("prompt", """{"instructions": "x", "model": "m", "baseUrl": "http://m.example/v1", "fallbacks": [{"model": "m", "baseUrl": "m.example"}]}""", "/fallbacks/0/baseUrl", "https://api.openai.com/v1")]
    public async Task Engines_and_their_fallbacks_are_checked_one_by_one(string part, string json, string pointer, string hint)
    {
        var server = await StartAsync("sqlite");

        var answer = await server.PostAsync("/api/agents", $$"""{"name": "a", "definition": {"flow": {{Flow}}, "{{part}}": {{json}} } }""");

        answer.ShouldRefuse($"/definition/{part}{pointer}")["message"]!.GetValue<string>().ShouldContain(hint);
        answer.Body.ShouldNotContain("secret-key");
    }
}
