using Futwork.Realtime.Audio;
using Futwork.Realtime.Telephony;

namespace Futwork.Tests.Support;

/// <summary>An answered leg whose far end the test plays.</summary>
public sealed class ScriptedLeg : ICallLeg
{
    // What waits for it goes on in the same virtual millisecond, without a detour by the thread pool.
    private readonly TaskCompletionSource<LegEnding> _ended = new();

    public string ProviderCallId => "scripted";

    public Task<LegAnswer> Answer { get; init; } = Task.FromResult(new LegAnswer(LegResult.Answered));

    public Task<LegEnding> Ended => _ended.Task;

    public ICallAudio? Audio { get; private set; }

    /// <summary>How often our side asked to hang up.</summary>
    public int HangUps { get; private set; }

    public LineQuality? Quality { get; set; }

    public void Attach(ICallAudio audio) => Audio = audio;

    public void SendDigits(string digits)
    {
    }

    /// <summary>What becomes of the next transfer.</summary>
    public TaskCompletionSource<LegTransfer> Transfer { get; set; } = new();

    /// <summary>The numbers that it was to be handed over to.</summary>
    public List<string> TransferredTo { get; } = [];

    public Task<LegTransfer> TransferAsync(string number)
    {
        TransferredTo.Add(number);
        return Transfer.Task;
    }

    /// <summary>The legs that it was to be joined with.</summary>
    public List<ICallLeg> JoinedWith { get; } = [];

    public Task<LegTransfer> TransferAsync(ICallLeg other)
    {
        JoinedWith.Add(other);
        return Transfer.Task;
    }

    /// <summary>The far end hangs up, or the line dies.</summary>
    public void End(LegEndedBy by) => _ended.TrySetResult(new LegEnding(by));

    public ValueTask HangUpAsync()
    {
        HangUps++;
        End(LegEndedBy.Local);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _ended.Task.IsCompleted ? ValueTask.CompletedTask : HangUpAsync();
}
