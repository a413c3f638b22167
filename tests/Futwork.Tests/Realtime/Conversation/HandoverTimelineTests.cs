using Futwork.Realtime.Audio;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Telephony;
using Futwork.Realtime.Turns;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Conversation;

/// <summary>Whole calls that are handed over, in virtual time. The person asks for it at 3,000 ms.</summary>
public sealed class HandoverTimelineTests : IAsyncDisposable
{
    private const string Number = "+918035735856";
    private const short Colleague = 5000;
    private readonly ScriptedLeg _other = new();
    private readonly List<string> _dialled = [];
    private readonly short[] _say = new short[PhoneAudio.FrameSamples];

    [Fact]
    public void Carrier_that_takes_the_call_over_is_all_it_needs()
    {
        using VirtualCall call = Call(TransferWay.Auto, new LegTransfer(true, 200));

        ConversationResult result = call.Play(Agent());

        result.End.ShouldBe(ConversationEnd.Transferred);
        call.Leg.TransferredTo.ShouldBe([Number]);
        _dialled.ShouldBeEmpty();
    }

    [Fact]
    public void Carrier_that_refuses_is_bridged_and_both_hear_each_other_until_one_hangs_up()
    {
        using VirtualCall call = Call(TransferWay.Auto, new LegTransfer(false, 405) { IsRefused = true });
        Speaks(call, 10_000, 12_000);
        call.At(20_000, () => _other.End(LegEndedBy.Remote));

        ConversationResult result = call.Says(11_000, 11_500, "a word to the colleague").Play(Agent());

        result.End.ShouldBe(ConversationEnd.Transferred);
        result.Duration.TotalSeconds.ShouldBe(20, 1);
        _dialled.ShouldBe([Number]);
        call.AgentSound.ShouldContain(s => s.Start >= 10_000 && s.Start <= 10_100 && s.End >= 11_900 && s.End <= 12_200);
        _say.ShouldContain((short)8000);
        result.Transcript.ShouldNotContain(l => l.Text.Contains("colleague", StringComparison.Ordinal));
    }

    [Fact]
    public void Bridged_call_is_as_long_as_they_like_and_ends_with_the_person()
    {
        using VirtualCall call = Call(TransferWay.Bridge, LegTransfer.NotPossible).PersonHangsUp(100_000);

        ConversationResult result = call.Play(Agent(maxCallSeconds: 30));

        result.End.ShouldBe(ConversationEnd.Transferred);
        result.Duration.TotalSeconds.ShouldBe(100, 1);
        call.Leg.TransferredTo.ShouldBeEmpty();
        _other.HangUps.ShouldBe(1);
    }

    [Fact]
    public void No_engine_listens_while_the_two_talk_through_us()
    {
        using VirtualCall call = Call(TransferWay.Bridge, LegTransfer.NotPossible).PersonHangsUp(20_000);
        bool isLetGo = false;
        call.At(10_000, () => isLetGo = call.Ears.Open!.IsDisposed);

        call.Play(Agent()).End.ShouldBe(ConversationEnd.Transferred);

        isLetGo.ShouldBeTrue();
    }

    [Fact]
    public void Trunk_that_only_refers_dials_nobody()
    {
        using VirtualCall call = Call(TransferWay.Refer, new LegTransfer(false, 405) { IsRefused = true }).PersonHangsUp(20_000);

        call.Play(Agent()).End.ShouldBe(ConversationEnd.PersonHungUp);

        _dialled.ShouldBeEmpty();
    }

    [Fact]
    public void Number_that_is_busy_by_the_carrier_is_not_dialled_again()
    {
        using VirtualCall call = Call(TransferWay.Auto, new LegTransfer(false, 486)).PersonHangsUp(20_000);

        call.Play(Agent());

        _dialled.ShouldBeEmpty();
    }

    [Fact]
    public void Colleague_who_answered_is_joined_with_the_person_by_the_carrier()
    {
        using VirtualCall call = Call(TransferWay.Attended, new LegTransfer(true, 200));

        ConversationResult result = call.Play(Agent());

        result.End.ShouldBe(ConversationEnd.Transferred);
        call.Leg.JoinedWith.ShouldBe([_other]);
        _other.HangUps.ShouldBe(1);
    }

    [Fact]
    public void Colleague_who_does_not_answer_leaves_the_person_with_the_agent()
    {
        using var call = new VirtualCall();
        Talks(call);
        call.Transfer = new TransferLine(TransferWay.Bridge, number => new ScriptedLeg { Answer = Task.FromResult(new LegAnswer(LegResult.Busy)) });
        call.PersonHangsUp(20_000);

        ConversationResult result = call.Play(Agent());

        result.End.ShouldBe(ConversationEnd.PersonHungUp);
        result.Transcript.ShouldContain(l => l.Text.Contains("They are busy.", StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_person_says_while_it_is_tried_is_told_to_the_model_once_it_failed()
    {
        using var call = new VirtualCall();
        Talks(call);
        call.Says(8000, 8600, "the blue one please").At(12_000, () => call.Leg.Transfer.SetResult(new LegTransfer(false, 486))).PersonHangsUp(20_000);

        ConversationResult result = call.Play(Agent());

        ((StreamingModel)call.Model!).Requests[^1][^1].Text.ShouldEndWith("go on with them yourself.) the blue one please");
        result.Transcript.ShouldContain(l => l.Text == "the blue one please");
    }

    [Fact]
    public void Line_without_a_second_channel_dials_nobody()
    {
        using VirtualCall call = Call(TransferWay.Bridge, LegTransfer.NotPossible).PersonHangsUp(20_000);
        call.Transfer = call.Transfer! with { TakeChannelAsync = () => Task.FromResult<IAsyncDisposable?>(null) };

        ConversationResult result = call.Play(Agent());

        _dialled.ShouldBeEmpty();
        result.Transcript.ShouldContain(l => l.Text.Contains("They are busy.", StringComparison.Ordinal));
    }

    [Fact]
    public void Person_whose_colleague_hung_up_does_not_wait_until_the_second_channel_is_given_back()
    {
        using VirtualCall call = Call(TransferWay.Bridge, LegTransfer.NotPossible);
        int givenBack = 0;
        call.Transfer = call.Transfer! with { TakeChannelAsync = () => Task.FromResult<IAsyncDisposable?>(new StuckChannel(() => givenBack++)) };
        call.At(20_000, () => _other.End(LegEndedBy.Remote)).PersonHangsUp(30_000);

        ConversationResult result = call.Play(Agent());

        result.Duration.TotalSeconds.ShouldBe(20, 1);
        givenBack.ShouldBe(1);
    }

    [Fact]
    public void Person_hears_it_ring_until_the_colleague_answers()
    {
        var answer = new TaskCompletionSource<LegAnswer>();
        using var call = new VirtualCall();
        Talks(call);
        call.Transfer = new TransferLine(TransferWay.Bridge, number => new ScriptedLeg { Answer = answer.Task });
        call.At(12_500, () => answer.SetResult(new LegAnswer(LegResult.Busy))).PersonHangsUp(14_000);

        call.Play(Agent());

        call.AgentSound.ShouldContain(s => s.End - s.Start >= 900 && s.End - s.Start <= 1100 && s.Start > 4000);
    }

    public ValueTask DisposeAsync() => _other.DisposeAsync();

    private VirtualCall Call(TransferWay way, LegTransfer byCarrier)
    {
        var call = new VirtualCall();
        Talks(call);
        call.Leg.Transfer.SetResult(byCarrier);
        call.Transfer = new TransferLine(way, number =>
        {
            _dialled.Add(number);
            return _other;
        });
        return call;
    }

    private static void Talks(VirtualCall call)
    {
        var model = new StreamingModel(call.Time);
        foreach (string answer in new[] { "Gladly.|transfer_call({\"target\":\"desk\"})", "They are busy." })
            model.Script.Enqueue(answer);
        call.Model = model;
        call.Says(3000, 3400, "a person please");
    }

    /// <summary>The colleague's phone hears and says, every 20 ms.</summary>
    private void Speaks(VirtualCall call, int from, int to)
    {
        for (int at = 6000; at < 20_000; at += PhoneAudio.FrameMilliseconds)
        {
            var heard = new short[PhoneAudio.FrameSamples];
            if (at >= from && at < to)
                Array.Fill(heard, Colleague);
            call.At(at + 3, () =>
            {
                Span<short> say = stackalloc short[PhoneAudio.FrameSamples];
                _other.Audio!.OnFrame(heard, say);
                if (say.Contains((short)8000))
                    say.CopyTo(_say);
            });
        }
    }

    private static AgentDefinition Agent(int maxCallSeconds = 600) => new()
    {
        Prompt = new PromptSettings { Instructions = "Talk.", Greeting = "Hello.", BaseUrl = "http://localhost/v1", Model = "m" },
        Turns = new TurnSettings { MaxCallSeconds = maxCallSeconds },
        Tools = [new ToolSettings { Type = "transfer_call", Targets = [new TransferTarget("desk", Number)] }],
    };

    /// <summary>A channel that is given back to a database which never answers.</summary>
    private sealed class StuckChannel(Action givenBack) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            givenBack();
            return new ValueTask(new TaskCompletionSource().Task);
        }
    }
}
