using Futwork.Realtime.Conversation;
using Futwork.Realtime.Conversation.Minds;
using Futwork.Realtime.Conversation.Tools;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Conversation.Minds;

public sealed class FlowMindTests
{
    [Fact]
    public async Task A_hand_back_whose_reply_was_taken_back_leaves_the_flow_where_it_was()
    {
        var time = new FakeTime();
        using var model = new StreamingModel(time) { DelayMilliseconds = 0, TokenMilliseconds = 0 };
        model.Script.Enqueue("How are you?");
        model.Script.Enqueue("""|continue_flow({"mood":"fine"})""");
        FlowMind mind = Mind(model, time);
        await foreach (Reply reply in mind.ReplyAsync(new PersonTurn(PersonTurnKind.Answered), CancellationToken.None))
            reply.ShouldNotBeNull();
        mind.Heard("Hello. How are you?", interrupted: false);
        using var dropped = new CancellationTokenSource();
        await using IAsyncEnumerator<Reply> replies = mind.ReplyAsync(new PersonTurn(PersonTurnKind.Words, "fine"), dropped.Token).GetAsyncEnumerator(dropped.Token);
        do
        {
            (await replies.MoveNextAsync()).ShouldBeTrue();
        }
        while (replies.Current is not Reply.ToolEnded);

        await dropped.CancelAsync();
        mind.Retract();
        await Should.ThrowAsync<OperationCanceledException>(async () => await replies.MoveNextAsync());

        mind.Record.Fields.ShouldBeEmpty();
        mind.ThinksAhead.ShouldBeTrue("the model talks on");
    }

    private static FlowMind Mind(StreamingModel model, FakeTime time)
    {
        var agent = new AgentDefinition
        {
            Prompt = new PromptSettings { Instructions = "Be kind.", BaseUrl = "http://localhost/v1", Model = "small" },
            Flow = new Flow
            {
                Steps =
                [
                    new FlowStep { Name = "hello", Say = "Hello.", Talk = new FlowTalk { Instructions = "Ask how they are.", Fields = [new ExtractionField("mood")] }, Next = "bye" },
                    new FlowStep { Name = "bye", Say = "Thank you.", End = new FlowEnd("done") },
                ],
            },
        };
        var variables = new Dictionary<string, string>();
        var clock = PersonClock.For(time, variables, []);
        var texts = new AgentTexts(agent, variables);
        var talk = new ModelTalk(agent, texts, model, new ToolSurroundings(variables, clock, null), time);
        return new FlowMind(new FlowEngine(agent, texts, clock), texts, agent, talk, null);
    }
}
