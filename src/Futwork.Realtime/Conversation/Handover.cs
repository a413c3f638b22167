using System.Threading.Channels;
using Futwork.Realtime.Conversation.Machine;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Conversation;

/// <summary>Hands the person over to a number, in the way of the trunk, and reports how that went.</summary>
internal sealed class Handover(ICallLeg leg, CallLine line, TransferLine? away, TimeProvider time, ChannelWriter<ConversationInput> inputs)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private IAsyncDisposable? _channel;
    private Task _givenBack = Task.CompletedTask;

    /// <summary>Tries it. One that takes too long has failed; one that is bridged ends when either side hangs up.</summary>
    public async Task ToAsync(string number)
    {
        bool succeeded = false;
        try
        {
            succeeded = await TryAsync(number);
        }
        catch (Exception failure) when (failure is TimeoutException or ArgumentException)
        {
            // The person is still on the line and hears that it failed.
        }
        finally
        {
            // To give the channel back takes as long as the database does, and only another transfer waits for that.
            _givenBack = _channel?.DisposeAsync().AsTask() ?? Task.CompletedTask;
            _channel = null;
            inputs.TryWrite(new ConversationInput.TransferEnded(succeeded));
        }
    }

    private async Task<bool> TryAsync(string number)
    {
        if (away is null or { Way: TransferWay.Auto or TransferWay.Refer })
        {
            LegTransfer transfer = await leg.TransferAsync(number).WaitAsync(Limit, time);
            if (transfer.Succeeded || !transfer.IsRefused || away is not { Way: TransferWay.Auto })
                return transfer.Succeeded;
        }

        return await ConsultAsync(away, number);
    }

    private async Task<bool> ConsultAsync(TransferLine line, string number)
    {
        await _givenBack;
        _channel = line.TakeChannelAsync is { } take ? await take() : null;
        // It may have taken a while.
        if ((_channel is null && line.TakeChannelAsync is not null) || leg.Ended.IsCompleted)
            return false;
        await using ICallLeg other = line.Dial(number);
        if (!await AnswersAsync(other))
            return false;
        if (line.Way is TransferWay.Attended && (await leg.TransferAsync(other).WaitAsync(Limit, time)).Succeeded)
            return true;
        await BridgeAsync(other);
        return true;
    }

    private async Task<bool> AnswersAsync(ICallLeg other)
    {
        line.Ringback.IsRinging = true;
        try
        {
            return await Task.WhenAny(other.Answer, leg.Ended) == other.Answer && (await other.Answer).IsAnswered;
        }
        finally
        {
            line.Ringback.IsRinging = false;
        }
    }

    private async Task BridgeAsync(ICallLeg other)
    {
        var bridge = new Bridge(leg, other);
        line.Bridge = bridge;
        other.Attach(bridge);
        inputs.TryWrite(new ConversationInput.Bridged());
        await Task.WhenAny(other.Ended, leg.Ended);
    }
}
