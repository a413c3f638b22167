using System.Runtime.CompilerServices;

namespace Futwork.Realtime.Conversation.Minds;

/// <summary>A mind that follows written steps.</summary>
internal sealed class FlowMind(FlowEngine engine) : IMind
{
    private FlowState _state = FlowState.Start;
    private FlowState _before = FlowState.Start;

    public MindRecord Record => new() { Fields = _state.Fields };

    public bool ThinksAhead => false;

    public IAsyncEnumerable<Reply> ReplyAsync(PersonTurn turn, CancellationToken cancellationToken)
    {
        _before = _state;
        (_state, IReadOnlyList<Reply> replies) = engine.Answer(_state, turn);
        return ToAsync(replies, cancellationToken);
    }

    public void Heard(string text, bool interrupted)
    {
    }

    public void Retract() => _state = _before;

    private static async IAsyncEnumerable<Reply> ToAsync(IReadOnlyList<Reply> replies, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (Reply reply in replies)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return reply;
        }

        await Task.CompletedTask;
    }
}
