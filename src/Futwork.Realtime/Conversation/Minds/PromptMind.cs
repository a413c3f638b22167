using Futwork.Realtime.Speech;
using Futwork.Realtime.Turns;

namespace Futwork.Realtime.Conversation.Minds;

/// <summary>A mind that follows a prompt with a language model.</summary>
internal sealed class PromptMind(AgentDefinition agent, AgentTexts texts, ModelTalk talk) : IMind
{
    private bool _hasBegun;

    public MindRecord Record => talk.Record;

    public bool ThinksAhead => true;

    public IAsyncEnumerable<Reply> ReplyAsync(PersonTurn turn, CancellationToken cancellationToken)
    {
        (bool begins, _hasBegun) = (!_hasBegun, true);
        if (Written(turn, begins) is not { } written)
            return ReplyAsync(begins ? [Listen(agent)] : [], talk.ReplyAsync(turn, null, cancellationToken));
        talk.Witness(turn);
        return ReplyAsync(written, null);
    }

    public void Heard(string text, bool interrupted) => talk.Heard(text, interrupted);

    public void Retract() => _hasBegun = talk.Retract();

    public void Reword(string said, string instead) => talk.Reword(said, instead);

    /// <summary>What needs no model.</summary>
    private IReadOnlyList<Reply>? Written(PersonTurn turn, bool begins) => turn.Kind switch
    {
        _ when begins => agent.Prompt!.Greeting is { Length: > 0 } greeting ? [Listen(agent), texts.Say(greeting)] : null,
        PersonTurnKind.Silence => texts.OnSilence(turn.Silences),
        PersonTurnKind.Unclear => [texts.Say(texts.Phrases.Sorry)],
        _ => null,
    };

    private static async IAsyncEnumerable<Reply> ReplyAsync(IReadOnlyList<Reply> first, IAsyncEnumerable<Reply>? then)
    {
        foreach (Reply reply in first)
            yield return reply;
        if (then is null)
            yield break;
        await foreach (Reply reply in then)
            yield return reply;
    }

    /// <summary>Anything may be said to a model.</summary>
    public static Reply.Listen Listen(AgentDefinition agent) => new(new Awaited(new Expectation
    {
        Content = ExpectedContent.YesNo | ExpectedContent.Number | ExpectedContent.Date | ExpectedContent.FreeText,
        Words = agent.Listening.Words,
    }));
}
