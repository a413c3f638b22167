using System.Runtime.CompilerServices;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;
using Microsoft.Extensions.AI;

namespace Futwork.Realtime.Conversation.Minds;

/// <summary>A mind that follows a prompt with a language model.</summary>
internal sealed class PromptMind(AgentDefinition agent, AgentTexts texts, IChatClient model) : IMind
{
    private readonly PromptSettings _prompt = agent.Prompt!;
    private readonly ChatHistory _history = new(texts.Fill(agent.Prompt!.Instructions));
    private bool _hasBegun;

    public MindRecord Record => new();

    public bool ThinksAhead => true;

    public IAsyncEnumerable<Reply> ReplyAsync(PersonTurn turn, CancellationToken cancellationToken)
    {
        (bool begins, _hasBegun) = (!_hasBegun, true);
        _history.PersonDid(turn);
        return turn.Kind switch
        {
            _ when begins && _prompt.Greeting is { Length: > 0 } greeting => ToAsync([Listen(), texts.Say(greeting)]),
            _ when begins => ThinkAsync([Listen()], cancellationToken),
            PersonTurnKind.Silence => ToAsync(texts.OnSilence(turn.Silences)),
            PersonTurnKind.Unclear => ToAsync([texts.Say(texts.Phrases.Sorry)]),
            _ => ThinkAsync([], cancellationToken),
        };
    }

    public void Heard(string text, bool interrupted) => _history.AgentWasHeard(text, interrupted);

    public void Retract() => _hasBegun = _history.Retract();

    private async IAsyncEnumerable<Reply> ThinkAsync(IReadOnlyList<Reply> first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (Reply reply in first)
            yield return reply;
        var pieces = new SpeakablePieces();
        bool any = false;
        Reply.End? end = null;
        await foreach (ChatResponseUpdate update in model.GetStreamingResponseAsync(_history.Messages, Options(), cancellationToken))
        {
            foreach (string piece in pieces.Add(update.Text))
            {
                any = true;
                yield return Spoken(piece);
            }

            end ??= Ending(update);
        }

        foreach (string piece in pieces.Flush())
        {
            any = true;
            yield return Spoken(piece);
        }

        if (end is not null)
            yield return end;
        else if (!any)
            yield return texts.Say(texts.Phrases.Sorry);
    }

    private Reply.End? Ending(ChatResponseUpdate update) =>
        update.Contents.OfType<FunctionCallContent>().FirstOrDefault(c => c.Name == EndCallTool.Name) is { } call
            ? new Reply.End(ConversationEnd.AgentEnded, EndCallTool.Disposition(call, agent))
            : null;

    private Reply.Say Spoken(string text) => new(text, agent.Turns.Interruptible);

    private Reply.Listen Listen() => new(new Awaited(new Expectation
    {
        Content = ExpectedContent.YesNo | ExpectedContent.Number | ExpectedContent.Date | ExpectedContent.FreeText,
        Words = agent.Listening.Words,
    }));

    private ChatOptions Options() => new()
    {
        ModelId = _prompt.Model,
        Temperature = (float)_prompt.Temperature,
        MaxOutputTokens = _prompt.MaxTokens,
        Tools = [EndCallTool.For(agent)],
    };

    private static async IAsyncEnumerable<Reply> ToAsync(IReadOnlyList<Reply> replies)
    {
        foreach (Reply reply in replies)
            yield return reply;
        await Task.CompletedTask;
    }
}
