using System.Text.Json.Nodes;
using Futwork.Tests.Support;

namespace Futwork.Tests.Simulator.Demo;

[Collection(RealSound.Name)]
public sealed class DemoProcessTests : IDisposable
{
    private readonly string _data = Path.Combine(Path.GetTempPath(), $"futwork-demo-{Guid.NewGuid():n}");
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(90));
    private readonly int _port = Ports.Free();

    public void Dispose()
    {
        _limit.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Once_it_prints_only_JSON_from_ready_to_the_final_webhook_and_ends_with_0()
    {
        await using var demo = Start("--once", "--persona", "busy");

        var events = new List<JsonObject>();
        while (await demo.NextAsync(_limit.Token) is { } happening)
            events.Add(happening);

        (await demo.ExitCodeAsync(_limit.Token)).ShouldBe(0);
        events.ShouldAllBe(e => e.GetAt(0).Key == "event" && e.GetAt(1).Key == "at");
        ((string?)events[0]["event"], (string?)events[0]["baseUrl"]).ShouldBe(("platform.ready", $"http://127.0.0.1:{_port}"));
        events[0].ContainsKey("apiKey").ShouldBeTrue();
        ((string?)events[^1]["event"]).ShouldBe("webhook.received");
        ((string)events[^1]["headers"]!["webhook-signature"]!).ShouldStartWith("v1,");
        var body = JsonNode.Parse((string)events[^1]["body"]!)!;
        ((string?)body["status"], (string?)body["campaignId"]).ShouldBe(("busy", (string?)events[0]["campaignId"]));
        events[^1]["signatureProblem"].ShouldBeNull();
    }

    [Fact]
    public async Task A_second_start_finds_everything_as_the_first_left_it_and_Ctrl_C_ends_it_with_0()
    {
        await using var first = Start("--persona", "busy");
        var created = await first.NextAsync("platform.ready", _limit.Token);
        await first.NextAsync("webhook.received", _limit.Token);
        await first.InterruptAsync();
        (await first.ExitCodeAsync(_limit.Token)).ShouldBe(0);

        await using var second = Start("--persona", "busy");
        var found = await second.NextAsync("platform.ready", _limit.Token);
        await second.InterruptAsync();

        (await second.ExitCodeAsync(_limit.Token)).ShouldBe(0);
        foreach (var same in (string[])["apiKey", "campaignId", "agentId", "trunkId", "webhookEndpointId"])
            ((string?)found[same]).ShouldBe((string?)created[same], same);
    }

    private DemoProcess Start(params string[] arguments) => new([.. arguments, "--port", $"{_port}", "--data", _data]);
}
