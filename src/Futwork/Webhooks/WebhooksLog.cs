namespace Futwork.Webhooks;

internal static partial class WebhooksLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Webhook {DeliveryId} was not taken (HTTP {Status}), attempt {Attempt}; next attempt in {Seconds} s")]
    public static partial void NotTaken(ILogger logger, string deliveryId, int? status, int attempt, long seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook {DeliveryId} was not taken (HTTP {Status}) in {Attempt} attempts and is given up; it can be sent again by POST /api/deliveries/{DeliveryId}/redeliver")]
    public static partial void GivenUp(ILogger logger, string deliveryId, int? status, int attempt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook endpoint {EndpointId} answered 410 and is disabled")]
    public static partial void EndpointGone(ILogger logger, string endpointId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook {DeliveryId}: another node has taken it over; this attempt is not recorded")]
    public static partial void Lost(ILogger logger, string deliveryId);

    [LoggerMessage(Level = LogLevel.Error, Message = "The delivery worker failed and tries again")]
    public static partial void WorkerFailed(ILogger logger, Exception exception);
}
