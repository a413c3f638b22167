using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Futwork.Realtime.Conversation;

namespace Futwork.Simulator.Demo;

/// <summary>The demo's agent: a written flow that needs no model.</summary>
internal static partial class DemoAgent
{
    private const int FewestWords = 2;

    /// <summary>Its definition, as the API takes it.</summary>
    public static JsonObject Definition()
    {
        using var stream = Open();
        return (JsonObject)JsonNode.Parse(stream)!;
    }

    /// <summary>The sentences it says, cut where a variable stands: what the person at the phone will hear.</summary>
    public static IReadOnlyList<string> Sentences()
    {
        using var stream = Open();
        var steps = JsonSerializer.Deserialize<AgentDefinition>(stream, JsonSerializerOptions.Web)!.Flow!.Steps;
        var texts = steps.SelectMany(step => new[] { step.Say, step.Listen?.NoMatch, step.Listen?.Silence }).OfType<string>();
        return [.. texts.SelectMany(text => Cut().Split(text)).Select(part => part.Trim()).Where(part => part.Split(' ').Length >= FewestWords).Distinct()];
    }

    private static Stream Open() => typeof(DemoAgent).Assembly.GetManifestResourceStream("agent.json")!;

    [GeneratedRegex(@"\{\{\w+\}\}|[.?!,]", RegexOptions.None, matchTimeoutMilliseconds: 30_000)]
    private static partial Regex Cut();
}
