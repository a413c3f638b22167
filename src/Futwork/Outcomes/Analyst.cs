using System.Text.Json;
using Futwork.Realtime.Conversation;
using Futwork.Webhooks;
using Microsoft.Extensions.AI;

namespace Futwork.Outcomes;

/// <summary>What an answered call was found to be.</summary>
/// <param name="Disposition">The label; null when the agent has none to give.</param>
/// <param name="ExtractedData">The extracted fields, a JSON object; null when there are none.</param>
internal sealed record Findings(string? Disposition, string? ExtractedData);

/// <summary>The model could not be asked, or answered nothing that can be used. Asking again may help.</summary>
internal sealed class AnalysisException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Reads disposition and fields out of a conversation with the agent's own model. What it cannot prove it does not claim: without a word of the
/// person, or without words of the transcript as evidence, the label is <see cref="CannotTell"/>.
/// </summary>
internal sealed class Analyst(LanguageModels models)
{
    /// <summary>The label for when no other one is certain; a member of every agent's list.</summary>
    public const string CannotTell = "cannot tell";

    private const int MostTokens = 1000;

    /// <exception cref="AnalysisException">See there.</exception>
    public async Task<Findings> AnalyseAsync(AgentDefinition agent, IReadOnlyList<SpokenLine> transcript, CancellationToken cancellationToken)
    {
        var question = new AnalysisQuestion(agent.Dispositions, agent.Extraction);
        if (agent.Prompt is not { } prompt || question.IsEmpty)
            return new Findings(null, null);
        if (!transcript.Any(line => line.Speaker == Transcript.Person && line.Text.Any(char.IsLetterOrDigit)))
            return new Findings(agent.Dispositions.Count > 0 ? CannotTell : null, null);

        using var model = models.Open(prompt);
        var answer = await AskAsync(model, prompt, question, transcript, cancellationToken);
        return new Findings(question.DispositionOf(answer, transcript), question.FieldsOf(answer));
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
            return JsonElement.Parse(response.Text);
        }
        catch (JsonException exception)
        {
            throw new AnalysisException("The model did not answer with JSON.", exception);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new AnalysisException(exception.Message, exception);
        }
    }
}
