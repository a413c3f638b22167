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

    [LoggerMessage(Level = LogLevel.Error, Message = "Handling a SIP message failed")]
    public static partial void HandlingFailed(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "SIP connection ended: {Error}")]
    public static partial void ConnectionEnded(ILogger logger, SocketError error);
}
