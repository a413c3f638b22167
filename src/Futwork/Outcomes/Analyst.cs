using System.Text.Json;
using System.Text.Json.Nodes;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Engines;
using Futwork.Realtime.Metering;
using Futwork.Webhooks;
using Microsoft.Extensions.AI;

namespace Futwork.Outcomes;

/// <summary>
/// Reads summary, disposition and fields out of a conversation with the agent's own model. What it cannot prove it does not claim: without enough
/// speech of a person, or without words of the transcript as evidence, the label is <see cref="CannotTell"/>.
/// </summary>
internal sealed class Analyst(CallEngines engines)
{
    /// <summary>The label for when no other one is certain; a member of every agent's list.</summary>
    public const string CannotTell = "cannot tell";

    /// <summary>Room for thirty fields, or for thoughts; older models refuse more.</summary>
    private const int MostTokens = 4000;

    /// <param name="agent">Who spoke.</param>
    /// <param name="transcript">What was said.</param>
    /// <param name="evidence">How much a person said.</param>
    /// <param name="usage">Counts what the model does, also when it fails.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="AnalysisException">The model could not be asked, or its answer cannot be used.</exception>
    public async Task<Findings> AnalyseAsync(
        AgentDefinition agent, IReadOnlyList<SpokenLine> transcript, Evidence evidence, UsageMeter usage, CancellationToken cancellationToken)
    {
        if (agent.Prompt is not { } prompt)
            return new Findings(evidence);
        if (!evidence.IsEnough)
            return new Findings(evidence, Disposition: agent.Dispositions.Count > 0 ? new Finding(JsonValue.Create(CannotTell), 0, null, null) : null);

        var question = new AnalysisQuestion(agent.Dispositions, agent.Extraction, agent.TakesOptOuts());
        using var model = engines.Model(prompt, usage);
        var answer = new AnalysisAnswer(await AskAsync(model, prompt, question, transcript, cancellationToken), transcript);
        return new Findings(
            evidence,
            answer.Summary,
            agent.Dispositions.Count > 0 ? answer.DispositionAmong(question.Labels) : null,
            agent.Extraction.Count > 0 ? agent.Extraction.ToDictionary(field => field.Name, answer.Of, StringComparer.Ordinal) : null)
        {
            OptOut = agent.TakesOptOuts() ? answer.OptOut() : null,
        };
    }

    private static async Task<JsonElement> AskAsync(
        IChatClient model, PromptSettings prompt, AnalysisQuestion question, IReadOnlyList<SpokenLine> transcript, CancellationToken cancellationToken)
    {
        var options = new ChatOptions
        {
            ModelId = prompt.Model,
            Temperature = 0,
            MaxOutputTokens = MostTokens,
            ResponseFormat = ChatResponseFormat.ForJsonSchema(question.Schema(), "call_analysis"),
        };
        try
        {
            var response = await model.GetResponseAsync(
                [new ChatMessage(ChatRole.System, question.Instructions()), new ChatMessage(ChatRole.User, Transcript.ToText(transcript))], options, cancellationToken);
            return ObjectIn(response.Text);
        }
        catch (JsonException exception)
        {
            throw new AnalysisException("The model did not answer with JSON.", exception);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or AnalysisException))
        {
            throw new AnalysisException(exception.Message, exception);
        }
    }

    /// <summary>The object in what a model wrote: one that its server holds to no schema thinks aloud before it, or puts it in a code block.</summary>
    private static JsonElement ObjectIn(string text)
    {
        var thought = Math.Max(0, text.LastIndexOf("</think>", StringComparison.Ordinal));
        var (begin, end) = (text.IndexOf('{', thought), text.LastIndexOf('}'));
        return 0 <= begin && begin < end ? JsonElement.Parse(text[begin..(end + 1)]) : throw new AnalysisException("The model did not answer with a JSON object.");
    }
}
