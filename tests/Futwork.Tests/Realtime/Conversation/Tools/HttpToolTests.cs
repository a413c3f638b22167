using System.Text.Json;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Conversation.Tools;
using Futwork.Tests.Support;
using Futwork.Webhooks;
using Microsoft.AspNetCore.Http;

namespace Futwork.Tests.Realtime.Conversation.Tools;

/// <summary>A tool that calls a real server on loopback, over the connections that the platform makes.</summary>
public sealed class HttpToolTests
{
    private static readonly Dictionary<string, string> Variables = new() { ["customer"] = "Asha Rao/ä&?", ["token"] = "t 1" };

    [Fact]
    public async Task Names_are_filled_in_each_place_as_that_place_needs()
    {
        await using var server = await LoopbackEndpoint.StartAsync(c => c.Response.WriteAsJsonAsync(new { booked = true }));
        HttpToolSettings http = Settings(server, "/visits/{{customer}}?day={{day}}&none={{missing}}") with
        {
            Method = "PUT",
            Headers = [new HttpToolHeader("Authorization", Secret: "Bearer {{not a template}}"), new HttpToolHeader("X-Trace", "a-{{token}}")],
            Body = JsonElement.Parse("""{"who":"{{customer}}","people":"{{people}}","list":["{{ people }}","{{missing}}",true],"gone":"{{missing}}","text":"{{people}} on \"{{day}}\""}"""),
        };

        ToolOutcome outcome = await RunAsync(http, """{"day":"Friday 9/10","people":3}""");
        Post post = await server.NextAsync();

        outcome.ShouldBe(new ToolOutcome("""{"booked":true}"""));
        post.Method.ShouldBe("PUT");
        post.Target.ShouldBe("/visits/Asha%20Rao%2F%C3%A4%26%3F?day=Friday%209%2F10&none=");
        post.Headers["authorization"].ShouldBe("Bearer {{not a template}}");
        post.Headers["x-trace"].ShouldBe("a-t 1");
        post.Headers["content-type"].ShouldBe("application/json");
        post.Headers["accept"].ShouldBe("application/json");
        post.Body.ShouldBe("""{"who":"Asha Rao/ä&?","people":3,"list":[3,true],"text":"3 on \"Friday 9/10\""}""");
    }

    [Theory]
    [InlineData("POST", """{"day":"Friday"}""")]
    [InlineData("GET", "")]
    [InlineData("DELETE", "")]
    public async Task Without_a_body_of_its_own_the_arguments_are_sent(string method, string body)
    {
        await using var server = await LoopbackEndpoint.StartAsync();

        (await RunAsync(Settings(server) with { Method = method }, """{"day":"Friday"}""")).Text.ShouldBe("thank you");

        (await server.NextAsync()).ShouldSatisfyAllConditions(p => p.Method.ShouldBe(method), p => p.Body.ShouldBe(body));
    }

    [Fact]
    public async Task Nothing_that_was_said_leads_to_another_place_of_the_server()
    {
        await using var server = await LoopbackEndpoint.StartAsync();
        HttpToolSettings http = Settings(server, "/visits/{{day}}/slots") with { Method = "GET" };

        (await RunAsync(http, """{"day":".."}""")).ShouldBe(ToolOutcome.Failed("'..' is no value that this tool can be called with."));
        (await RunAsync(http, """{"day":"../../admin"}""")).Succeeded.ShouldBeTrue();
        (await server.NextAsync()).Target.ShouldBe("/visits/..%2F..%2Fadmin/slots");
    }

    [Fact]
    public async Task A_header_takes_one_line_only()
    {
        await using var server = await LoopbackEndpoint.StartAsync();
        HttpToolSettings http = Settings(server) with { Headers = [new HttpToolHeader("X-Day", "{{day}}")] };

        (await RunAsync(http, """{"day":"a\r\nX-Admin: 1"}""")).Text.ShouldContain("'X-Day' holds characters that cannot be sent");

        server.Waiting.ShouldBe(0);
    }

    [Theory]
    [InlineData(404, "no such visit", "The tool's server answered 404: no such visit")]
    [InlineData(500, "", "The tool's server answered 500.")]
    [InlineData(302, "", "The tool's server answered 302: it redirects elsewhere, which is not followed.")]
    public async Task Only_2xx_is_a_success(int status, string body, string text)
    {
        await using var server = await LoopbackEndpoint.StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
            await context.Response.WriteAsync(body);
        });

        (await RunAsync(Settings(server))).ShouldBe(ToolOutcome.Failed(text));
        await server.NextAsync();
        server.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task An_empty_answer_is_a_success_as_well()
    {
        await using var server = await LoopbackEndpoint.StartAsync(context =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });

        (await RunAsync(Settings(server))).ShouldBe(new ToolOutcome("Done (204, without further answer)."));
    }

    [Fact]
    public async Task No_more_of_an_endless_answer_is_read_than_is_shown()
    {
        await using var server = await LoopbackEndpoint.StartAsync(async context =>
        {
            byte[] page = new byte[4096];
            Array.Fill(page, (byte)'x');
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(page, context.RequestAborted);
        });

        string text = (await RunAsync(Settings(server))).Text;

        text.Length.ShouldBeInRange(8000, 8 * 1024);
        text.ShouldEndWith("x … (cut)");
    }

    [Fact]
    public async Task An_answer_that_is_no_text_is_not_shown()
    {
        await using var server = await LoopbackEndpoint.StartAsync(async context =>
        {
            context.Response.ContentType = "image/png";
            await context.Response.WriteAsync("png");
        });

        (await RunAsync(Settings(server))).Text.ShouldBe("(an answer that is no text: image/png)");
    }

    [Theory]
    [InlineData("GET", 2)]
    [InlineData("POST", 1)]
    public async Task Only_what_changes_nothing_is_asked_again_when_the_connection_breaks(string method, int asked)
    {
        await using var server = await LoopbackEndpoint.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        (await RunAsync(Settings(server) with { Method = method })).ShouldBe(ToolOutcome.Failed("The tool's server could not be reached."));

        server.Waiting.ShouldBe(asked);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_said_to_be_so()
    {
        using var nobody = new Nobody();

        (await RunAsync(new HttpToolSettings { Url = nobody.BaseUrl.AbsoluteUri })).ShouldBe(ToolOutcome.Failed("The tool's server could not be reached."));
    }

    [Fact]
    public async Task Private_addresses_are_refused_where_the_platform_says_so()
    {
        await using var server = await LoopbackEndpoint.StartAsync();

        (await RunAsync(Settings(server), refusePrivate: true)).Succeeded.ShouldBeFalse();

        server.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_stops_waiting()
    {
        await using var server = await LoopbackEndpoint.StartAsync();
        server.Answer = server.HangAsync;
        using var cancel = new CancellationTokenSource();

        Task<ToolOutcome> running = RunAsync(Settings(server), cancellationToken: cancel.Token);
        await server.NextAsync();
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(running);
    }

    private static HttpToolSettings Settings(LoopbackEndpoint server, string target = "/") => new() { Url = new Uri(server.Url).GetLeftPart(UriPartial.Authority) + target };

    private static async Task<ToolOutcome> RunAsync(
        HttpToolSettings settings, string arguments = "{}", bool refusePrivate = false, CancellationToken cancellationToken = default)
    {
        using var http = new HttpMessageInvoker(EndpointConnections.Handler(refusePrivate, "a setting"));
        var tool = new HttpTool(new ToolSettings { Type = "http", Name = "tool", Description = "A tool.", Http = settings }, Variables, http);
        return await tool.RunAsync(JsonElement.Parse(arguments), cancellationToken);
    }
}
