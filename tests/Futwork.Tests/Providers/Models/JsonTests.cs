using System.Text.Json;
using Futwork.Providers.Models;
using Microsoft.Extensions.AI;

namespace Futwork.Tests.Providers.Models;

public sealed class JsonTests
{
    [Theory]
    [InlineData("""{"text":"Yes \ud83d"}""", "Yes \ufffd")]
    [InlineData("""{"text":"\uDE00 yes"}""", "\ufffd yes")]
    [InlineData("""{"text":"\ud83d\ud83d\ude00"}""", "\ufffd\U0001F600")]
    [InlineData("""{"text":"a\u0000b"}""", "a\ufffdb")]
    [InlineData("""{"text":"\u0939\n\\ud83d\\u0000"}""", "\u0939\n\\ud83d\\u0000")]
    public void What_is_no_character_is_read_as_one_that_is_missing(string json, string text)
    {
        using JsonDocument read = Json.Parse(json);

        Json.Text(read.RootElement, "text").ShouldBe(text);
    }

    [Fact]
    public void A_tool_s_arguments_can_be_written_again()
    {
        var assembly = new ToolCallAssembly();
        assembly.Name(0, "call_1", "note");
        assembly.Append(0, """{"note":"\ud83d","\ude00":["\u0000"]}""");

        FunctionCallContent call = assembly.Take().ShouldHaveSingleItem().ShouldBeOfType<FunctionCallContent>();

        call.Exception.ShouldBeNull();
        JsonElement written = JsonSerializer.SerializeToElement(call.Arguments);
        written.GetProperty("note").GetString().ShouldBe("\ufffd");
        written.GetProperty("\ufffd")[0].GetString().ShouldBe("\ufffd");
    }
}
