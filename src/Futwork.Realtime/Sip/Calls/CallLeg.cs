using Futwork.Realtime.Audio;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>One SIP call as the rest of the platform sees it.</summary>
internal sealed class CallLeg : ICallLeg
{
    private readonly SipStack _stack;
    private readonly CallMedia? _media;
    private readonly TaskCompletionSource<LegAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<LegEnding> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="stack">What the leg belongs to.</param>
    /// <param name="callId">The Call-ID.</param>
    /// <param name="media">Its sound; null when there was none to be had.</param>
    public CallLeg(SipStack stack, string callId, CallMedia? media)
    {
        _stack = stack;
        _media = media;
        ProviderCallId = callId;
        stack.Legs.Add(this);
    }

    /// <summary>The Call-ID of the attempt that counts: with several gateways, of the last one tried.</summary>
    public string ProviderCallId { get; set; }

    public Task<LegAnswer> Answer => _answer.Task;

    public Task<LegEnding> Ended => _ended.Task;

    /// <summary>Null once nothing is left to hang up.</summary>
    public CallControl? Control { get; set; }

    public bool IsOver => _ended.Task.IsCompleted;

    /// <summary>The addresses of the carrier whose call it is, besides that of the peer itself.</summary>
    public IReadOnlyCollection<System.Net.IPAddress> Peers { get; set; } = [];

    public bool IsPeer(System.Net.IPAddress address) => Peers.Contains(address);

    /// <summary>How the carrier writes the numbers that the call is handed over to. Null: as it writes the peer's own.</summary>
    public NumberForm? Numbers { get; init; }

    /// <summary>Some attempt of it made a phone ring.</summary>
    public bool Rang { get; set; }

    public LineQuality? Quality => _media?.Quality;

    public void Attach(ICallAudio audio) => _media?.Attach(audio);

    public void SendDigits(string digits) => _media?.SendDigits(digits);

    public async Task<LegTransfer> TransferAsync(string number)
    {
        Task<LegTransfer> transfer;
        using (_stack.Enter()) transfer = Control?.TransferAsync(number) ?? Task.FromResult(LegTransfer.NotPossible);
        return await transfer;
    }

    public async Task<LegTransfer> TransferAsync(ICallLeg other)
    {
        Task<LegTransfer> transfer;
        using (_stack.Enter())
        {
            transfer = other is CallLeg { Control.ReplacingTarget: { } target } && Control is { } control
                ? control.TransferAsync(target)
                : Task.FromResult(LegTransfer.NotPossible);
        }

        return await transfer;
    }

    public ValueTask HangUpAsync()
    {
        using (_stack.Enter()) Control?.HangUp();
        return new ValueTask(_ended.Task);
    }

    public ValueTask DisposeAsync() => HangUpAsync();

    public void Answered(LegAnswer answer) => _answer.TrySetResult(answer with { Rang = answer.Rang || Rang });

    /// <summary>The attempt is over without an answer.</summary>
    public void Failed(LegAnswer answer, LegEndedBy by)
    {
        if (!_answer.TrySetResult(answer with { Rang = answer.Rang || Rang })) return;
        CallLog.NotAnswered(_stack.Logger, ProviderCallId, answer.Result, answer.SipStatus, answer.CauseCode);
        End(new LegEnding(by, answer.CauseCode));
    }

    public void End(LegEnding ending)
    {
        // Only a call to us ends without an answer: nobody acknowledged ours.
        _answer.TrySetResult(new LegAnswer(LegResult.Unreachable));
        Control = null;
        _stack.Legs.Remove(this);
        _media?.Dispose();
        _ended.TrySetResult(ending);
    }
}
