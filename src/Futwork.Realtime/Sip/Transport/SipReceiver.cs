using Futwork.Realtime.Sip.Messages;
using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Sip.Transport;

/// <summary>Where the receive loops hand over what they got. Nothing that arrives can stop a loop.</summary>
internal sealed class SipReceiver(SipCounters counters, ILogger logger, Action<SipFlow, SipMessage> handle, Action<SipFlow> flowFailed)
{
    /// <summary>The largest message we take: a whole UDP datagram, and the same for TCP.</summary>
    public const int MaxMessageBytes = 65_535;

    public ILogger Logger => logger;

    /// <summary>Parses and handles one message; <c>false</c> when it was not one.</summary>
    public bool Receive(SipFlow flow, Memory<byte> bytes, SipMessage message)
    {
        try
        {
            var error = SipParser.Parse(bytes, message);
            if (error != SipParseError.None)
            {
                Malformed(error);
                return false;
            }

            counters.Received();
            handle(flow, message);
        }
        catch (Exception error)
        {
            counters.Faulted();
            TransportLog.HandlingFailed(logger, error);
        }

        return true;
    }

    public void Malformed(SipParseError error)
    {
        counters.Malformed();
        TransportLog.Malformed(logger, error);
    }

    public void Failed(SipFlow flow) => flowFailed(flow);
}
