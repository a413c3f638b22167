using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Sip.Calls;

internal static partial class CallLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "A callback of a SIP call failed")]
    public static partial void CallbackFailed(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Handling incoming call {CallId} failed")]
    public static partial void IncomingFailed(ILogger logger, string callId, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Call {CallId}: no sound can be set up: {Error}")]
    public static partial void NoMedia(ILogger logger, string callId, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Call {CallId}: no address of the trunk's gateways can be found, or none of the family (IPv4, IPv6) of Line:Address; check their host names and this machine's DNS")]
    public static partial void HostNotFound(ILogger logger, string callId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Call {CallId}: {Gateway} did not take it ({Result}, SIP {Status}); trying the next gateway")]
    public static partial void NextGateway(ILogger logger, string callId, Gateways.GatewayPlace gateway, Futwork.Realtime.Telephony.LegResult result, int? status);

    [LoggerMessage(Level = LogLevel.Information, Message = "Call {CallId}: nothing arrived on the line any more; hanging up")]
    public static partial void MediaTimedOut(ILogger logger, string callId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Call {CallId}: the far end's signalling gives no sign of life any more; hanging up")]
    public static partial void SessionExpired(ILogger logger, string callId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Call {CallId}: somebody answered it of which nothing is known here any more; hanging up")]
    public static partial void StrayAnswered(ILogger logger, string callId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Call {CallId}: the carrier sends it elsewhere (3xx)")]
    public static partial void Redirected(ILogger logger, string callId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Call {CallId}: somebody else of the same line has taken it over (Replaces)")]
    public static partial void Replaced(ILogger logger, string callId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Call {CallId} was not answered: {Result}, SIP {Status}, Q.850 {Cause}")]
    public static partial void NotAnswered(ILogger logger, string callId, Futwork.Realtime.Telephony.LegResult result, int? status, int? cause);
}
