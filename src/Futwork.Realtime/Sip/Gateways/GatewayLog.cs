using System.Net;
using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Sip.Gateways;

internal static partial class GatewayLog
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "OPTIONS to {Gateway}: {Status}")]
    public static partial void Asked(ILogger logger, GatewayPlace gateway, int? status);

    [LoggerMessage(Level = LogLevel.Information, Message = "Registered at {Gateway} for {Seconds} s")]
    public static partial void Registered(ILogger logger, GatewayPlace gateway, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not registered at {Host}: {Reason}; next try in {Seconds:0} s")]
    public static partial void NotRegistered(ILogger logger, string host, string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An INVITE to {Gateway} over UDP has {Bytes} bytes, and more than {Most} may leave in fragments, which many networks drop: the gateway then seems to be silent. Set the trunk's transport to tcp or tls, or send fewer codecs and headers. This is said once for each gateway")]
    public static partial void TooLarge(ILogger logger, IPEndPoint gateway, int bytes, int most);
}
