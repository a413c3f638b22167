using Futwork.Calls;
using Futwork.Realtime.Audio;
using Futwork.Simulator.Models;
using Futwork.Simulator.OpenAi;
using Futwork.Tests.Support;

namespace Futwork.Tests.Calls;

/// <summary>A model that asks a client's server during a call, where the server of the platform refuses private addresses and where it does not.</summary>
public sealed class ToolAddressTests(PostgresServer postgres) : PathTests(postgres)
{
    private const int FramesOfQuiet = 20;

    [Theory]
    [InlineData(false, "thank you", 1)]
    [InlineData(true, "The tool's server could not be reached.", 0)]
    public async Task A_tool_at_a_private_address_is_asked_unless_the_setting_refuses_it(bool refuses, string told, int asked)
    {
        await using var client = await LoopbackEndpoint.StartAsync();
        await using var model = await FakeOpenAiServer.StartAsync();
        model.Enqueue(new FakeReply { ToolCall = ("look_up", "{}") });
        model.Enqueue(FakeReply.Text("I have looked."));
        var node = await CallRigAsync("sqlite", $"--Calls:RefusePrivateToolAddresses={refuses}");
        await node.Seeds.AllAsync();
        await node.Rig.ExecuteAsync("UPDATE agent_versions SET definition = @definition", new { definition = Agent(model.BaseUrl, client.Url) });
        await node.Seeds.LeadAsync();

        await node.LookAsync();
        var far = await node.Carrier.NextAsync();
        far.PickUp();
        await far.Attached;
        await PressWhenGreetedAsync(node, far, () => model.Requests.Count == 2);
        far.HangUp();
        await node.EventuallyAsync(() => node.Rig.Get<LiveCalls>().Count == 0);

        model.Requests[1].GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString().ShouldBe(told);
        client.Waiting.ShouldBe(asked);
    }

    /// <summary>The person hears the greeting, presses a key, and listens until something has come of that.</summary>
    private static Task PressWhenGreetedAsync(CallRig node, ScriptedCarrier.Far far, Func<bool> happened)
    {
        var (hasSpoken, quiet, hasPressed) = (false, 0, false);
        return Eventually.HappensAsync(() => Task.FromResult(happened()), () =>
        {
            var sounds = Sounds(far);
            (hasSpoken, quiet) = (hasSpoken || sounds, sounds ? 0 : quiet + 1);
            if (hasSpoken && quiet >= FramesOfQuiet && !hasPressed)
            {
                hasPressed = true;
                far.Audio!.OnDigit('1');
            }

            node.Rig.Time.Advance(PhoneAudio.FrameMilliseconds);
            return Task.CompletedTask;
        });
    }

    /// <summary>One frame of the line, in which the person is silent: whether the agent is to be heard.</summary>
    private static bool Sounds(ScriptedCarrier.Far far)
    {
        var say = new short[PhoneAudio.FrameSamples];
        far.Audio!.OnFrame(new short[PhoneAudio.FrameSamples], say);
        return say.AsSpan().ContainsAnyExcept((short)0);
    }

    private static string Agent(Uri model, string client) =>
        $$"""
        {"listening":{"engine":"scripted"},"voice":{"engine":"scripted"},
         "prompt":{"instructions":"Look it up.","greeting":"Hello","baseUrl":"{{model.AbsoluteUri}}","model":"scripted","firstTokenMilliseconds":20000},
         "tools":[{"type":"http","name":"look_up","description":"Looks it up.","http":{"url":"{{client}}"},"timeoutMilliseconds":60000}]}
        """;
}
