using System.Threading.Channels;
using Futwork.Realtime.Conversation.Machine;
using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Conversation;

/// <summary>Hands the person over to a number and reports how that went.</summary>
internal sealed class Handover(ConversationSetup setup, ChannelWriter<ConversationInput> inputs, ILogger logger) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _over = new();

    /// <summary>Tries it. Without a way to hand over it fails at once.</summary>
    public async Task ToAsync(string number)
    {
        bool succeeded = false;
        try
        {
            using var late = new CancellationTokenSource(Limit, setup.Time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, late.Token);
            succeeded = setup.Transfer is { } transfer && await transfer(number, stop.Token);
        }
#pragma warning disable CA1031 // However it fails, the person is still on the line and hears so.
        catch (Exception e)
#pragma warning restore CA1031
        {
            logger.NotHandedOver(e, setup.CallId);
        }

        inputs.TryWrite(new ConversationInput.TransferEnded(succeeded));
    }

    public void Dispose()
    {
        _over.Cancel();
        _over.Dispose();
    }
}
