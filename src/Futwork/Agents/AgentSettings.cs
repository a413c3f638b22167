using System.Text.Json;
using Futwork.Hosting;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Speech;

namespace Futwork.Agents;

/// <summary>What can be said about an agent.</summary>
internal sealed record AgentSettings
{
    /// <summary>What it is called; 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Its voice and ears, its mind, its manners. Every change of it makes a new version.</summary>
    public required AgentDefinition Definition { get; init; }

    /// <summary>What is wrong; null when nothing is.</summary>
    public Problem? Check(Engines engines)
    {
        var errors = new List<FieldError>();
        if (Rules.NameError(Name) is { } name)
            errors.Add(name);
        errors.AddRange(engines.Problems(Definition));
        return errors.Count > 0 ? Problem.Invalid(errors) : null;
    }
}

/// <summary>The registered engines, which an agent is checked against.</summary>
internal sealed class Engines(IEnumerable<ISpeechToText> ears, IEnumerable<ITextToSpeech> mouths)
{
    private readonly ISpeechToText[] _ears = [.. ears];
    private readonly ITextToSpeech[] _mouths = [.. mouths];

    /// <summary>What is wrong with a definition, with pointers from the top of the agent.</summary>
    public IEnumerable<FieldError> Problems(AgentDefinition definition)
    {
        var document = JsonSerializer.SerializeToElement(definition, ApiJson.Options);
        return AgentRules.Check(definition, _ears, _mouths)
            .Select(problem => new FieldError($"/definition{problem.Pointer}", problem.Message, JsonPointer.RawAt(document, problem.Pointer)));
    }
}
