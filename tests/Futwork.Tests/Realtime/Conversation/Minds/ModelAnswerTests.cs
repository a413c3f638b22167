using Futwork.Realtime.Conversation.Minds;
using Microsoft.Extensions.AI;

namespace Futwork.Tests.Realtime.Conversation.Minds;

public sealed class ModelAnswerTests
{
    [Fact]
    public void A_call_that_gets_another_id_keeps_what_its_server_wants_back()
    {
        var origin = new object();
        var answer = new ModelAnswer(["1"]);

        answer.Add(new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("1", "slots") { RawRepresentation = origin }]));

        FunctionCallContent call = answer.Calls.ShouldHaveSingleItem();
        call.CallId.ShouldNotBe("1");
        call.RawRepresentation.ShouldBeSameAs(origin);
    }
}
