using Futwork.Providers.Anthropic;
using Microsoft.Extensions.AI;

namespace Futwork.Tests.Providers.Anthropic;

public sealed class MessageEventsTests
{
    [Fact]
    public void Thoughts_are_kept_with_their_signature_and_are_no_text()
    {
        ChatResponse response = Read(
            """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Say "}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hello."}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"abc"}}""",
            """{"type":"content_block_stop","index":0}""",
            """{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hello."}}""");

        response.Text.ShouldBe("Hello.");
        TextReasoningContent thought = response.Messages[0].Contents.OfType<TextReasoningContent>().ShouldHaveSingleItem();
        (thought.Text, thought.ProtectedData).ShouldBe(("Say hello.", "abc"));
        MessageBlocks.Of(response.Messages)[0]!["content"]![0]!.ToJsonString().ShouldBe("""{"type":"thinking","thinking":"Say hello.","signature":"abc"}""");
    }

    [Fact]
    public void What_is_not_known_says_nothing()
    {
        Read("""{"type":"content_block_delta","index":0,"delta":{"type":"citations_delta"}}""", """{"type":"later"}""", """{"type":"ping"}""")
            .Messages.ShouldBeEmpty();
    }

    private static ChatResponse Read(params string[] events)
    {
        var reader = new MessageEvents();
        return events.Select(reader.Read).OfType<ChatResponseUpdate>().ToChatResponse();
    }
}
