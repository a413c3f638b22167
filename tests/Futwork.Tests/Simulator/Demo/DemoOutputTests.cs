using System.Text.Json.Nodes;
using Futwork.Simulator.Demo;
using Futwork.Tests.Support;

namespace Futwork.Tests.Simulator.Demo;

public sealed class DemoOutputTests : IDisposable
{
    private readonly StringWriter _written = new();
    private readonly FakeTime _time = new(new DateTimeOffset(2026, 1, 15, 6, 0, 0, 500, TimeSpan.Zero));

    public void Dispose() => _written.Dispose();

    [Fact]
    public void A_program_reads_one_line_of_JSON_for_each_event_and_nothing_else()
    {
        var output = new DemoOutput(_written, json: true, _time);

        output.Say("for people only");
        output.Event("call.ringing", "ringing", new("callSid", "c1"), new("text", "हाँ, 1 < 2"), new("code", 17), new("by", null));

        _written.ToString().ShouldBe(
            """{"event":"call.ringing","at":"2026-01-15T06:00:00.500Z","callSid":"c1","text":"हाँ, 1 < 2","code":17,"by":null}""" + "\n");
    }

    [Fact]
    public void A_person_reads_words()
    {
        var output = new DemoOutput(_written, json: false, _time);

        output.Event("call.ringing", "ringing", new KeyValuePair<string, JsonNode?>("callSid", "c1"));
        output.Event("webhook.attempt", null);

        _written.ToString().ShouldEndWith("  ringing\n");
        _written.ToString().Split('\n').Length.ShouldBe(2);
    }

    [Fact]
    public void Nothing_follows_the_last_event()
    {
        var output = new DemoOutput(_written, json: true, _time);

        output.LastEvent("webhook.received", null);
        output.Event("call.status", null);

        _written.ToString().ShouldBe("""{"event":"webhook.received","at":"2026-01-15T06:00:00.500Z"}""" + "\n");
    }
}
