using System.Text.Json.Nodes;
using Futwork.Providers.Models;
using Futwork.Providers.OpenAI;
using Microsoft.Extensions.AI;

namespace Futwork.Tests.Providers.OpenAI;

public sealed class ChatChunksTests
{
    private const string Server = "https://models.example.org/v1";

    private const string Signed =
        """{"index":0,"id":"a","extra_content":{"google":{"thought_signature":"c2ln"}},"function":{"name":"slots","arguments":"{}"}}""";

    [Fact]
    public void Calls_that_a_server_makes_at_once_under_one_index_are_kept_apart_by_their_ids()
    {
        FunctionCallContent[] calls = Streamed(
            Delta("""{"index":0,"id":"a","function":{"name":"slots","arguments":"{\"day\":\"Monday\"}"}}"""),
            Delta("""{"index":0,"id":"b","function":{"name":"slots","arguments":"{\"day\":\"Friday\"}"}}"""));

        calls.Select(call => (call.CallId, call.Arguments!["day"]!.ToString())).ShouldBe([("a", "Monday"), ("b", "Friday")]);
    }

    [Fact]
    public void Fragments_of_one_call_stay_together_though_each_has_an_id_of_its_own()
    {
        FunctionCallContent call = Streamed(
            Delta("""{"index":0,"id":"a","function":{"name":"slots"}}"""),
            Delta("""{"index":0,"id":"b","function":{"arguments":"{\"day\":"}}"""),
            Delta("""{"index":0,"id":"c","function":{"arguments":"\"Monday\"}"}}""")).ShouldHaveSingleItem();

        call.Arguments!["day"]!.ToString().ShouldBe("Monday");
    }

    [Theory]
    [InlineData(Server, true)]
    [InlineData("https://other.example.org/v1", false)]
    public void What_a_server_wants_back_with_a_call_it_gets_and_no_other_does(string asked, bool back)
    {
        FunctionCallContent[] streamed = Streamed(
            """{"choices":[{"delta":{"reasoning_content":"They want "}}]}""", """{"choices":[{"delta":{"reasoning_content":"a day."}}]}""", Delta(Signed));
        string message = $$$"""{"choices":[{"message":{"role":"assistant","reasoning_content":"They want a day.","tool_calls":[{{{Signed}}}]}}]}""";
        IEnumerable<FunctionCallContent> whole = ChatAnswer.Read(message, new Uri(Server)).Messages[0].Contents.OfType<FunctionCallContent>();

        foreach (FunctionCallContent call in streamed.Concat(whole))
        {
            JsonObject body = ChatRequestBody.Of([new ChatMessage(ChatRole.Assistant, [call])], null, new ModelServer(new Uri(asked), null, "small"), stream: true);

            JsonNode sent = body["messages"]![0]!;
            ((string?)sent["reasoning_content"]).ShouldBe(back ? "They want a day." : null);
            ((string?)sent["tool_calls"]![0]!["extra_content"]?["google"]?["thought_signature"]).ShouldBe(back ? "c2ln" : null);
        }
    }

    private static string Delta(string call) => $$$"""{"choices":[{"delta":{"tool_calls":[{{{call}}}]}}]}""";

    private static FunctionCallContent[] Streamed(params string[] events)
    {
        var chunks = new ChatChunks(new Uri(Server));
        return [.. events.Append("[DONE]").Select(chunks.Read).SelectMany(update => update?.Contents ?? []).OfType<FunctionCallContent>()];
    }
}
