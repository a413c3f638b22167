using System.Text.Json;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Conversation.Rules;

namespace Futwork.Tests.Realtime.Conversation.Rules;

public sealed class ToolRulesTests
{
    private static readonly ToolSettings Sound = new()
    {
        Type = "http",
        Name = "book_visit",
        Description = "Books a visit.",
        Meanwhile = "One moment, {{customer}}.",
        Parameters = JsonElement.Parse("""{"type":"object","properties":{"day":{"type":"string","format":"date"},"people":{"type":"integer","minimum":1}},"required":["day"]}"""),
        Http = new HttpToolSettings
        {
            Url = "https://api.example.com/visits/{{customer}}?day={{day}}",
            Headers = [new HttpToolHeader("Authorization", Secret: "Bearer abc"), new HttpToolHeader("X-Day", "{{day}}")],
            Body = JsonElement.Parse("""{"who":"{{customer}}","people":"{{people}}","today":"{{now_date}}"}"""),
        },
    };

    [Fact]
    public void Sound_tools_pass() => Check(
        Sound,
        new ToolSettings { Type = "end_call", Enabled = false },
        new ToolSettings { Type = "transfer_call", Name = "to_sales", Targets = [new TransferTarget("sales", "+918035735856"), new TransferTarget("desk", "204")] },
        new ToolSettings { Type = "send_dtmf", Keys = "12#" },
        new ToolSettings { Type = "schedule_callback" },
        new ToolSettings { Type = "opt_out" }).ShouldBeEmpty();

    [Fact]
    public void A_tool_has_a_known_type_a_callable_name_of_its_own_and_a_sane_limit() => Pointers(
        Sound with { Type = "ftp", Http = null, Parameters = null },
        Sound with { Name = "book visit" },
        Sound,
        Sound,
        Sound with { Name = "opt_out", TimeoutMilliseconds = 100 },
        Sound with { Name = "continue_flow" },
        new ToolSettings { Type = "opt_out" })
        .ShouldBe(
            ["/tools/0/type", "/tools/1/name", "/tools/2/name", "/tools/3/name", "/tools/4/name", "/tools/4/timeoutMilliseconds", "/tools/5/name", "/tools/6/name"],
            ignoreOrder: true);

    [Fact]
    public void A_server_tool_says_what_it_is_what_it_takes_and_where_it_goes()
    {
        Pointers(Sound with { Name = null, Description = " ", Http = null }).ShouldBe(["/tools/0/name", "/tools/0/description", "/tools/0/http"]);
        Pointers(Sound with { Parameters = JsonElement.Parse("""{"type":"string"}""") })
            .ShouldBe(["/tools/0/parameters", "/tools/0/http/url", "/tools/0/http/headers/1/value", "/tools/0/http/body/people"]);
    }

    [Theory]
    [InlineData("api.example.com/visits")]
    [InlineData("ftp://api.example.com")]
    [InlineData("https://{{customer}}/visits")]
    [InlineData("https://api.{{customer}}.com/")]
    [InlineData("https://user:pass@api.example.com/")]
    [InlineData("https://api.example.com/a b")]
    public void The_server_is_written_out(string url) => Check(Http(h => h with { Url = url })).ShouldHaveSingleItem().Message.ShouldContain("scheme and host written out");

    [Fact]
    public void Names_in_templates_are_declared_variables_or_arguments()
    {
        Check(Http(h => h with { Url = "https://a.example/{{nobody}}" })).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            p => p.Pointer.ShouldBe("/tools/0/http/url"), p => p.Message.ShouldContain("The variable 'nobody' has no value here"));
        Pointers(Http(h => h with { Headers = [new HttpToolHeader("X", "{{nobody}}")] })).ShouldBe(["/tools/0/http/headers/0/value"]);
        Pointers(Http(h => h with { Body = JsonElement.Parse("""{"a":[1,{"b":"{{nobody}}"},"{{broken"]}""") })).ShouldBe(["/tools/0/http/body/a/1/b", "/tools/0/http/body/a/2"]);
        Pointers(Sound with { Meanwhile = "{{day}}" }).ShouldBe(["/tools/0/meanwhile"]);
    }

    [Fact]
    public void A_model_cannot_stand_in_for_a_variable() => Check(Sound with
    {
        Parameters = JsonElement.Parse("""{"type":"object","properties":{"day":{},"people":{},"customer":{"type":"string"}}}"""),
    }).ShouldHaveSingleItem().Pointer.ShouldBe("/tools/0/parameters/properties/customer");

    [Fact]
    public void Headers_and_bodies_can_be_sent() => Pointers(Http(h => h with
    {
        Method = "GET",
        Headers = [new HttpToolHeader("Content-Type", "text/plain"), new HttpToolHeader("a b", "c"), new HttpToolHeader("X", "1", "2"), new HttpToolHeader("x", "line\nline")],
    })).ShouldBe(
        ["/tools/0/http/headers/3/name", "/tools/0/http/headers/0/name", "/tools/0/http/headers/1/name", "/tools/0/http/headers/2", "/tools/0/http/headers/3", "/tools/0/http/body"],
        ignoreOrder: true);

    [Fact]
    public void A_wrong_header_does_not_show_its_secret() =>
        Check(Http(h => h with { Headers = [new HttpToolHeader("X", Secret: "very\nsecret")] })).ShouldHaveSingleItem().Message.ShouldNotContain("secret\n");

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#/x"}}}""", "/properties/a/$ref", "not understood")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"text"}}}""", "/properties/a/type", "one of object, array, string")]
    [InlineData("""{"type":"object","properties":{"a":{"pattern":"("}}}""", "/properties/a/pattern", "a regular expression")]
    [InlineData("""{"type":"object","properties":{"a":{"format":"colour"}}}""", "/properties/a/format", "one of date, time, date-time, email")]
    [InlineData("""{"type":"object","properties":{"a":{"items":{"minLength":-1}}}}""", "/properties/a/items/minLength", "from 0")]
    [InlineData("""{"type":"object","properties":{"a":"string"}}""", "/properties/a", "needs a schema")]
    [InlineData("""{"type":"object","properties":{"a":{}},"required":["b"]}""", "/required/0", "not among the properties")]
    [InlineData("""{"type":"object","properties":{"a b":{}}}""", "/properties/a b", "no name")]
    public void A_schema_says_only_what_is_checked(string schema, string below, string hint)
    {
        ToolSettings tool = Sound with { Parameters = JsonElement.Parse(schema), Http = new HttpToolSettings { Url = "https://a.example" } };

        Check(tool).ShouldContain(p => p.Pointer == "/tools/0/parameters" + below && p.Message.Contains(hint));
    }

    [Fact]
    public void Targets_and_keys_can_be_dialled()
    {
        Pointers(new ToolSettings { Type = "transfer_call" }).ShouldBe(["/tools/0/targets"]);
        Pointers(new ToolSettings { Type = "transfer_call", Targets = [new TransferTarget("", "+91 80"), new TransferTarget("a", "1234"), new TransferTarget("a", "5678")] })
            .ShouldBe(["/tools/0/targets/2/name", "/tools/0/targets/0/name", "/tools/0/targets/0/number"]);
        Pointers(new ToolSettings { Type = "send_dtmf", Keys = "12x" }, new ToolSettings { Type = "opt_out", Http = new HttpToolSettings(), Targets = [new TransferTarget("a", "1234")] })
            .ShouldBe(["/tools/0/keys", "/tools/1", "/tools/1/targets"]);
    }

    [Fact]
    public void Tools_need_a_model_to_call_them()
    {
        var problems = new ProblemList();

        ToolRules.Check(Agents.Asking() with { Tools = [new ToolSettings { Type = "opt_out" }] }, problems);

        problems.All.ShouldHaveSingleItem().Pointer.ShouldBe("/tools");
    }

    private static ToolSettings Http(Func<HttpToolSettings, HttpToolSettings> change) => Sound with { Http = change(Sound.Http!) };

    private static string[] Pointers(params ToolSettings[] tools) => [.. Check(tools).Select(p => p.Pointer)];

    private static IReadOnlyList<Futwork.Realtime.Telephony.SettingsProblem> Check(params ToolSettings[] tools)
    {
        var problems = new ProblemList();
        var agent = new AgentDefinition { Prompt = new PromptSettings { Instructions = "Be kind." }, Variables = [new AgentVariable("customer")], Tools = tools };
        ToolRules.Check(agent, problems);
        return problems.All;
    }
}
