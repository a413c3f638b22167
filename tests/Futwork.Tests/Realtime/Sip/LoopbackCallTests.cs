using Futwork.Realtime.Sip;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Rtp;

namespace Futwork.Tests.Realtime.Sip;

/// <summary>Our user agent on both ends of the wire.</summary>
public sealed class LoopbackCallTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task Both_sides_hear_each_other_until_the_caller_hangs_up(SipTransport transport)
    {
        var answered = new TaskCompletionSource<ICallLeg>();
        ScriptedAudio caller = new(400, keep: 20), callee = new(1000, keep: 20);
        await using var far = await SipPhone.StartAsync(async call =>
        {
            call.Ring();
            var leg = await call.AnswerAsync();
            leg.Attach(callee);
            answered.SetResult(leg);
        });
        await using var near = await SipPhone.StartAsync();
        List<LegProgress> progress = [];

        var leg = near.Agent.Dial(SipPhone.To(far.Port) with { Transport = transport, OnProgress = progress.Add });
        leg.Attach(caller);

        (await leg.Answer.WaitAsync(Patience)).ShouldBe(new LegAnswer(LegResult.Answered, Rang: true, SipStatus: 200));
        progress.ShouldBe([LegProgress.Trying, LegProgress.Ringing]);
        await Task.WhenAll(caller.Full, callee.Full).WaitAsync(Patience);
        await leg.HangUpAsync();
        (await leg.Ended).By.ShouldBe(LegEndedBy.Local);
        (await (await answered.Task.WaitAsync(Patience)).Ended.WaitAsync(Patience)).By.ShouldBe(LegEndedBy.Remote);
    }
}
