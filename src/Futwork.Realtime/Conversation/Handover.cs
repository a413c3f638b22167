using System.Threading.Channels;
using Futwork.Realtime.Conversation.Machine;
using Futwork.Realtime.Telephony;
using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Conversation;

/// <summary>Hands the person over to a number and reports how that went.</summary>
internal sealed class Handover(ICallLeg leg, Guid callId, ChannelWriter<ConversationInput> inputs, ILogger logger)
{
    public async Task ToAsync(string number)
    {
        bool succeeded = false;
        try
        {
            succeeded = (await leg.TransferAsync(number)).Succeeded;
        }
#pragma warning disable CA1031 // However it fails, the person is still on the line and hears so.
        catch (Exception e)
#pragma warning restore CA1031
        {
            logger.NotHandedOver(e, callId);
        }

        inputs.TryWrite(new ConversationInput.TransferEnded(succeeded));
    }
}
