using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Telephony;

namespace Futwork.Tests.Support;

/// <summary>A carrier whose far ends the test plays: every dial waits for it.</summary>
public sealed class ScriptedCarrier : ICarrier
{
    private readonly Channel<Far> _dials = Channel.CreateUnbounded<Far>();

    public string Name => "sip";

    /// <summary>Everything dialled, in order.</summary>
    public ConcurrentQueue<DialRequest> Dialled { get; } = new();

    /// <summary>Answers a dial at once, instead of waiting for the test.</summary>
    public LegAnswer? AlwaysAnswer { get; set; }

    public bool IsFull { get; set; }

    /// <summary>Every dial rings before whoever dialled knows that it did dial.</summary>
    public bool RingsAtOnce { get; set; }

    public IReadOnlyList<SettingsProblem> Check(JsonElement settings) => [];

    public ICallLeg Dial(DialRequest request)
    {
        Dialled.Enqueue(request);
        var far = new Far(request);
        if (RingsAtOnce)
            far.Ring();
        if (AlwaysAnswer is { } answer)
            far.Reply(answer);
        _dials.Writer.TryWrite(far);
        return far;
    }

    /// <summary>The far end of the next dial, for which it waits.</summary>
    public async Task<Far> NextAsync()
    {
        using var limit = new CancellationTokenSource(Eventually.Patience);
        return await _dials.Reader.ReadAsync(limit.Token);
    }

    public TransferWay TransferWay(JsonElement settings) => Futwork.Realtime.Telephony.TransferWay.Auto;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The far end of one call.</summary>
    public sealed class Far(DialRequest request) : ICallLeg
    {
        private readonly TaskCompletionSource<LegAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<LegEnding> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _attached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _isBroken;

        public DialRequest Request => request;

        public string ProviderCallId => $"provider-{request.CallId}";

        public Task<LegAnswer> Answer => _answer.Task;

        public Task<LegEnding> Ended => _ended.Task;

        /// <summary>A conversation is on the line.</summary>
        public Task Attached => _attached.Task;

        /// <summary>What hears and speaks on the line.</summary>
        public ICallAudio? Audio { get; private set; }

        public void Ring() => request.OnProgress?.Invoke(LegProgress.Ringing);

        public void PickUp() => Reply(new LegAnswer(LegResult.Answered, Rang: true, SipStatus: 200));

        public void Reply(LegAnswer answer)
        {
            _answer.TrySetResult(answer);
            if (!answer.IsAnswered)
                _ended.TrySetResult(new LegEnding(LegEndedBy.Remote));
        }

        public void HangUp() => _ended.TrySetResult(new LegEnding(LegEndedBy.Remote, 16));

        /// <summary>Hangs up, and whoever asks how the line was meets a fault of ours.</summary>
        public void Break()
        {
            _isBroken = true;
            HangUp();
        }

        public LineQuality? Quality => _isBroken ? throw new InvalidOperationException("The line broke.") : null;

        public void Attach(ICallAudio audio)
        {
            Audio = audio;
            _attached.TrySetResult();
        }

        public void SendDigits(string digits)
        {
        }

        public Task<LegTransfer> TransferAsync(string number) => Task.FromResult(LegTransfer.NotPossible);

        public Task<LegTransfer> TransferAsync(ICallLeg other) => Task.FromResult(LegTransfer.NotPossible);

        public ValueTask HangUpAsync()
        {
            _answer.TrySetResult(new LegAnswer(LegResult.Canceled, SipStatus: 487));
            _ended.TrySetResult(new LegEnding(LegEndedBy.Local));
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
