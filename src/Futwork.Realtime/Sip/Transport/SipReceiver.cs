using System.Net;
using Futwork.Realtime.Sip.Messages;
using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Sip.Transport;

/// <summary>Where the receive loops hand over what they got. Nothing that arrives can stop a loop.</summary>
/// <param name="counters">Counts what came.</param>
/// <param name="logger">Hears of what could not be handled.</param>
/// <param name="handle">Takes each message.</param>
/// <param name="refuse">Takes what could be read of one that is malformed.</param>
/// <param name="flowFailed">Told when a connection is gone.</param>
internal sealed class SipReceiver(
    SipCounters counters, ILogger logger, Action<SipFlow, SipMessage> handle, Action<SipFlow, SipMessage, SipParseError> refuse, Action<SipFlow> flowFailed)
{
    /// <summary>The largest message we take: a whole UDP datagram, and the same for TCP.</summary>
    public const int MaxMessageBytes = 65_535;

    public ILogger Logger => logger;

    public SipCounters Counters => counters;

    /// <summary>Whether a call, a transaction or a registration needs a connection, however quiet it is.</summary>
    public Func<SipFlow, bool> IsNeeded { get; init; } = static _ => false;

    /// <summary>Whether an address is known as one that calls may come from.</summary>
    public Func<IPAddress, bool> MayCall { get; init; } = static _ => false;

    /// <summary>Parses and handles one message; <c>false</c> when it was not one.</summary>
    public bool Receive(SipFlow flow, Memory<byte> bytes, SipMessage message)
    {
        try
        {
            var error = SipParser.Parse(bytes, message);
            if (error != SipParseError.None)
            {
                counters.Malformed();
                TransportLog.Malformed(logger, error);
                refuse(flow, message, error);
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

    public void Failed(SipFlow flow) => flowFailed(flow);
}
