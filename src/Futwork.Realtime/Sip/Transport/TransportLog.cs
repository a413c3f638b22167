using System.Net;
using System.Net.Sockets;
using Futwork.Realtime.Sip.Messages;
using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Sip.Transport;

internal static partial class TransportLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "SIP user agent listens on {EndPoint}")]
    public static partial void Listening(ILogger logger, IPEndPoint endPoint);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Dropped what is not a SIP message: {Error}")]
    public static partial void Malformed(ILogger logger, SipParseError error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Receiving SIP failed: {Error}")]
    public static partial void ReceiveFailed(ILogger logger, SocketError error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No SIP connection can be taken over {Protocol}: {Error}. This is said once until one can")]
    public static partial void AcceptFailed(ILogger logger, string protocol, SocketError error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The SIP socket has room for {Kilobytes} KB instead of {Wanted}: a burst of calls may lose messages, which are then sent again after 0.5 s. Raise net.core.rmem_max to {WantedBytes}")]
    public static partial void SmallReceiveBuffer(ILogger logger, int kilobytes, int wanted, int wantedBytes);

    [LoggerMessage(Level = LogLevel.Error, Message = "Handling a SIP message failed")]
    public static partial void HandlingFailed(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No socket for a SIP connection over {Protocol}: {Error}")]
    public static partial void NoSocket(ILogger logger, string protocol, System.Net.Sockets.SocketError error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "SIP connection ended: {Error}")]
    public static partial void ConnectionEnded(ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Closed a SIP connection over {Protocol} that was needed for nothing")]
    public static partial void ConnectionIdle(ILogger logger, string protocol);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No SIP connection over {Protocol} to {Peer}: {Reason}")]
    public static partial void ConnectionFailed(ILogger logger, string protocol, IPEndPoint peer, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "A peer could not connect over {Protocol}: {Reason}")]
    public static partial void PeerRefused(ILogger logger, string protocol, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The SIP connection over {Protocol} to {Peer} is dead: a keep-alive stayed unanswered")]
    public static partial void ConnectionDead(ILogger logger, string protocol, IPEndPoint peer);
}
