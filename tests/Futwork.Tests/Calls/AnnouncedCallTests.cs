using System.Text.Json.Nodes;
using Futwork.Calls;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Telephony;
using Futwork.Realtime.Turns;
using Futwork.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Futwork.Tests.Calls;

/// <summary>What the network says before the answer ends up in the call's row, in what it cost, and in when the lead is called again.</summary>
public sealed class AnnouncedCallTests(PostgresServer postgres) : PathTests(postgres)
{
    private static readonly LegAnswer NobodyThere = new(LegResult.NoAnswer, Rang: true, SipStatus: 480);

    private readonly Random _noise = new(1);

    [Theory, MemberData(nameof(Engines))]
    public async Task A_phone_that_is_announced_to_be_off_is_unreachable_and_called_again_by_the_policy_for_that(string engine)
    {
        var node = await ArrangeAsync(engine);
        var far = await DialAsync(node);
        ((ScriptedEars)node.Rig.Get<ISpeechToText>()).Script.Enqueue(new RecognitionResult("the number you are calling is switched off", true));

        Announce(node, far.Request.OnEarlySound!());
        far.Reply(NobodyThere);
        await node.EventuallyAsync(() => node.Rig.Get<LiveCalls>().Count == 0);

        var call = (await node.CallAsync())!;
        (call.Status, call.Outcome, call.HangupBy, call.HangupReason, call.HangupCode)
            .ShouldBe(("failed", "unreachable", "Carrier", "Call recipient unreachable", 480L));
        var ears = JsonNode.Parse(call.Usage!)!.AsArray().Single(use => use!["kind"]!.GetValue<string>() == "speech-to-text")!;
        ears["audioSeconds"]!.GetValue<double>().ShouldBeGreaterThan(1);
        call.Transcript.ShouldBeNull();
        (await node.Rig.ScalarAsync<long>("SELECT trunk_fault FROM calls")).ShouldBe(0);
        (await node.WorkAsync())!.State.ShouldBe("ready");
        (await node.ProgressAsync()).ShouldBe(new CallRig.Progress("queued", "unreachable", 1));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Where_nothing_is_said_the_call_is_as_it_was_and_costs_nothing(string engine)
    {
        var node = await ArrangeAsync(engine);
        var far = await DialAsync(node);

        Play(node, far.Request.OnEarlySound!(), frames: 50, _ => 0);
        far.Reply(NobodyThere);
        await node.IdleAsync();

        var call = (await node.CallAsync())!;
        (call.Status, call.Outcome).ShouldBe(("no-answer", "no-answer"));
        call.Usage.ShouldBeNull();
        (await node.WorkAsync())!.State.ShouldBe("done");
    }

    private async Task<CallRig> ArrangeAsync(string engine)
    {
        var carrier = new ScriptedCarrier();
        var rig = await RigAsync(engine, services =>
        {
            CallRig.Replace(carrier)(services);
            services.RemoveAll<VoiceActivityPump>().AddSingleton(_ => new VoiceActivityPump(() => chunk => chunk.ContainsAnyExcept((short)0) ? 1 : 0, threads: 0));
        });
        var node = new CallRig(rig, new Seeds(rig), carrier);
        await node.Seeds.AllAsync(campaign: ""","retry":{"maxAttempts":2,"gapSeconds":600,"on":["unreachable"]}""");
        return node;
    }

    private static async Task<ScriptedCarrier.Far> DialAsync(CallRig node)
    {
        await node.Seeds.LeadAsync();
        await node.LookAsync();
        var far = await node.Carrier.NextAsync();
        far.Ring();
        return far;
    }

    /// <summary>Half a second of silence, two seconds that the detector of these tests takes for speech, half a second of silence.</summary>
    private void Announce(CallRig node, ICallAudio listener)
    {
        Play(node, listener, frames: 25, _ => 0);
        Play(node, listener, frames: 100, _ => (short)_noise.Next(-8000, 8000));
        Play(node, listener, frames: 25, _ => 0);
    }

    private static void Play(CallRig node, ICallAudio listener, int frames, Func<int, short> sample)
    {
        for (var i = 0; i < frames; i++)
        {
            short[] heard = [.. Enumerable.Range(0, PhoneAudio.FrameSamples).Select(sample)];
            listener.OnFrame(heard, new short[PhoneAudio.FrameSamples]);
            node.Rig.Get<VoiceActivityPump>().PumpNow();
        }
    }
}
