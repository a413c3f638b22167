using System.Runtime.CompilerServices;
using Futwork.Realtime.Conversation.Tools;
using Microsoft.Extensions.AI;

namespace Futwork.Realtime.Conversation.Minds;

/// <summary>
/// A language model in a conversation: what it is shown, what it says, and the tools it calls. A prompt lives on it alone; a flow
/// lets it witness every turn, and asks it for replies while a step hands over.
/// </summary>
internal sealed class ModelTalk(AgentDefinition agent, AgentTexts texts, IChatClient model, ToolSurroundings around, TimeProvider time)
{
    private const int MostRounds = 5;

    private readonly PromptSettings _prompt = agent.Prompt!;
    private readonly Toolbox _tools = Toolbox.For(agent, around);
    private readonly ToolCalls _calls = new(time);
    private readonly ChatHistory _history = new();
    private readonly HashSet<string> _callIds = new(StringComparer.Ordinal);
    private int _told;

    /// <summary>What its tools did. Fields are the flow's own.</summary>
    public MindRecord Record => _calls.Record;

    /// <summary>A turn that somebody else replies to.</summary>
    public void Witness(PersonTurn turn) => Begin(turn);

    /// <summary>The model replies to a turn. Its last reply is a <see cref="Reply.HandBack"/> when it has done its task.</summary>
    /// <param name="turn">The turn; null goes on with the one of now, after a hand-back.</param>
    /// <param name="task">What a flow hands it; null for a prompt of its own.</param>
    /// <param name="cancellationToken">Drops the reply.</param>
    public IAsyncEnumerable<Reply> ReplyAsync(PersonTurn? turn, ModelTask? task, CancellationToken cancellationToken)
    {
        ChatTurn chat = turn is null ? _history.Turn! : Begin(turn);
        Toolbox tools = ToolsFor(turn, task);
        string system = string.Join("\n\n", new[] { texts.Fill(_prompt.Instructions), task?.Instructions, Manners.Of(around.Clock, tools) }.OfType<string>());
        return ThinkAsync(new Asked([new ChatMessage(ChatRole.System, system), .. _history.Past], chat, turn?.Committed ?? Task.CompletedTask, tools), cancellationToken);
    }

    /// <summary>This much of the latest reply was heard, whoever gave it.</summary>
    public void Heard(string text, bool interrupted) => _history.AgentWasHeard(text, interrupted);

    /// <summary>The latest turn never happened.</summary>
    /// <returns>False when nothing is left of the call.</returns>
    public bool Retract()
    {
        _told = 0;
        return _history.Retract();
    }

    /// <summary>The person's words are shown otherwise from now on.</summary>
    public void Reword(string said, string instead) => _history.Reword(said, instead);

    /// <summary>The opening is thought of while it rings, when nobody can have asked for anything yet.</summary>
    private Toolbox ToolsFor(PersonTurn? turn, ModelTask? task)
    {
        if (turn?.Kind is PersonTurnKind.Answered)
            return Toolbox.None;
        return task is null ? _tools : _tools.Only(task.Tools).With(new HandBackTool(task.Fields));
    }

    private ChatTurn Begin(PersonTurn turn)
    {
        _calls.Told(_told);
        (IReadOnlyList<string> notes, _told) = _calls.Notes;
        return _history.Begin(turn, notes);
    }

    private async IAsyncEnumerable<Reply> ThinkAsync(Asked asked, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool any = false;
        for (int round = 0; round <= MostRounds; round++)
        {
            Toolbox tools = round < MostRounds ? asked.Tools : asked.Tools.Last();
            var answer = new ModelAnswer(_callIds);
            await foreach (ChatResponseUpdate update in model.GetStreamingResponseAsync(asked.Messages, Options(tools), cancellationToken))
            {
                foreach (string piece in answer.Add(update))
                    yield return Spoken(piece);
            }

            foreach (string piece in answer.Finish())
                yield return Spoken(piece);
            any |= answer.IsSpoken;
            if (answer.Calls.Count == 0)
                break;
            if (!await asked.IsCommittedAsync(cancellationToken))
                yield break;
            var batch = new ToolBatch(tools, _calls, asked.Turn, answer);
            await foreach (Reply reply in batch.RunAsync(cancellationToken))
                yield return reply;
            if (!batch.GoesOn)
                yield break;
            // "Let me look" is no answer once there is something to tell.
            any &= !batch.IsAwaited;
        }

        if (!any)
            yield return texts.Say(texts.Phrases.Sorry);
    }

    private Reply.Say Spoken(string text) => new(text, agent.Turns.Interruptible);

    private ChatOptions Options(Toolbox tools) => new()
    {
        ModelId = _prompt.Model,
        Temperature = (float)_prompt.Temperature,
        MaxOutputTokens = _prompt.MaxTokens,
        Tools = tools.Declarations,
    };

    private sealed record Asked(IReadOnlyList<ChatMessage> Before, ChatTurn Turn, Task Committed, Toolbox Tools)
    {
        public IReadOnlyList<ChatMessage> Messages => [.. Before, .. Turn.Messages];

        /// <summary>Waits until the turn is certain; false when it turns out another one.</summary>
        public async Task<bool> IsCommittedAsync(CancellationToken cancellationToken)
        {
            await Committed.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            cancellationToken.ThrowIfCancellationRequested();
            return Committed.IsCompletedSuccessfully;
        }
    }
}
