using Futwork.Calls;
using Futwork.Realtime.Audio;
using Futwork.Tests.Support;

namespace Futwork.Tests.Calls;

/// <summary>What people wish for on a call with an agent that is only a flow, from what they say to it to whether and when they are called again.</summary>
public sealed class FlowWishesTests(PostgresServer postgres) : PathTests(postgres)
{
    private const int FramesOfQuiet = 20;

    private const string Agent =
        """
        {"listening":{"engine":"scripted"},"voice":{"engine":"scripted"},
         "flow":{"steps":[
            {"name":"hello","say":"Hello","listen":{"choices":[{"phrases":["later"],"digit":"2","goTo":"later"},{"phrases":["never"],"digit":"9","goTo":"never"}]}},
            {"name":"later","callback":{"time":"10:00","days":1,"note":"the price"},"say":"Until tomorrow","end":{"disposition":"Later"}},
            {"name":"never","optOut":true,"say":"Goodbye","end":{"disposition":"Never"}}]}}
        """;

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_asks_never_to_be_called_again_is_on_the_list_and_the_lead_is_over(string engine)
    {
        var (node, lead) = await ArrangeAsync(engine);

        await CallAsync(node, '9');

        (await node.Rig.ScalarAsync<string>("SELECT source FROM suppressions WHERE phone = (SELECT phone FROM leads WHERE id = @lead)", new { lead })).ShouldBe("call");
        (await node.WorkAsync())!.State.ShouldBe("done");
        (await node.CallAsync())!.Disposition.ShouldBe("Never");
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Who_asks_to_be_called_back_is_called_then_by_their_own_clock(string engine)
    {
        var (node, lead) = await ArrangeAsync(engine);

        await CallAsync(node, '2');

        var ten = DateTimeOffset.Parse("2026-01-16T10:00+05:30");
        var due = (await node.WorkAsync())!;
        (due.State, due.DueAt).ShouldBe(("ready", ten.ToUnixTimeMilliseconds()));
        (await node.CallAsync())!.Callback.ShouldNotBeNull().ShouldContain("the price");
        (await node.Rig.ScalarAsync<long>("SELECT count(*) FROM suppressions")).ShouldBe(0);

        node.Rig.Time.Advance(ten - node.Rig.Time.GetUtcNow());
        (await node.TakeAsync()).ShouldHaveSingleItem().LeadId.ShouldBe(lead);
    }

    private async Task<(CallRig Node, string Lead)> ArrangeAsync(string engine)
    {
        var node = await CallRigAsync(engine);
        await node.Seeds.WorkspaceAsync();
        await node.Seeds.AgentAsync(Agent);
        await node.Seeds.TrunkAsync();
        await node.Seeds.CampaignAsync(""","timezone":"Asia/Kolkata" """);
        return (node, await node.Seeds.LeadAsync());
    }

    /// <summary>A whole call, in which the person hears the agent out, presses a key, and listens to what it says to that.</summary>
    private static async Task CallAsync(CallRig node, char key)
    {
        await node.LookAsync();
        var far = await node.Carrier.NextAsync();
        far.PickUp();
        await far.Attached;
        var (hasSpoken, quiet) = (false, 0);
        await Eventually.HappensAsync(() => Task.FromResult(node.Rig.Get<LiveCalls>().Count == 0), () =>
        {
            var sounds = !far.Ended.IsCompleted && Sounds(far);
            (hasSpoken, quiet) = (hasSpoken || sounds, sounds ? 0 : quiet + 1);
            if (hasSpoken && quiet == FramesOfQuiet)
                far.Audio!.OnDigit(key);
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
}
