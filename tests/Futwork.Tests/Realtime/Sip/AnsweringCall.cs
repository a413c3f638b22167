using Futwork.Realtime.Audio;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Telephony;

namespace Futwork.Tests.Realtime.Sip;

/// <summary>What a phone of ours does with a call to it: it answers.</summary>
/// <param name="sound">What it says and hears; null: nothing.</param>
/// <param name="rings">Rings before it answers.</param>
internal sealed class AnsweringCall(ICallAudio? sound = null, bool rings = false)
{
    private readonly TaskCompletionSource<ICallLeg> _leg = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The call, once it is answered.</summary>
    public Task<ICallLeg> Leg => _leg.Task;

    public async Task TakeAsync(IncomingCall call)
    {
        if (rings) call.Ring();
        var leg = await call.AnswerAsync();
        if (sound is not null) leg.Attach(sound);
        _leg.SetResult(leg);
    }
}
