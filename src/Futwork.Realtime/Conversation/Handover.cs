using System.Threading.Channels;
using Futwork.Realtime.Conversation.Machine;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Conversation;

/// <summary>Hands the person over to a number and reports how that went.</summary>
internal sealed class Handover(ICallLeg leg, TimeProvider time, ChannelWriter<ConversationInput> inputs)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Tries it. One that takes too long has failed.</summary>
    public async Task ToAsync(string number)
    {
        bool succeeded = false;
        try
        {
            succeeded = (await leg.TransferAsync(number).WaitAsync(Limit, time)).Succeeded;
        }
        catch (TimeoutException)
        {
            // The person is still on the line and hears that it failed.
        }

        inputs.TryWrite(new ConversationInput.TransferEnded(succeeded));
    }
}
