using Futwork.Realtime.Telephony;
using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Conversation;

internal static partial class ConversationLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "Call {CallId}: the voice failed, so the call ends.")]
    public static partial void VoiceFailed(this ILogger logger, Exception exception, Guid callId);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "Call {CallId}: the model failed, so the agent apologises and the call ends.")]
    public static partial void ModelFailed(this ILogger logger, Exception exception, Guid callId);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "Call {CallId}: the ears failed, so the agent apologises and the call ends.")]
    public static partial void EarsFailed(this ILogger logger, Exception exception, Guid callId);

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "Call {CallId}: {What} could not be finished in order.")]
    public static partial void Unfinished(this ILogger logger, Exception exception, Guid callId, string what);

    [LoggerMessage(EventId = 5, Level = LogLevel.Debug, Message = "Call {CallId}: the conversation ended, {Why}.")]
    public static partial void Ended(this ILogger logger, Guid callId, ConversationEnd why);

    [LoggerMessage(EventId = 6, Level = LogLevel.Warning, Message = "Call {CallId}: what came before its answer could not be listened to.")]
    public static partial void AnnouncementMissed(this ILogger logger, Exception exception, Guid callId);

    [LoggerMessage(EventId = 7, Level = LogLevel.Information, Message = "Call {CallId}: the network announced {Announcement} before any answer.")]
    public static partial void Announced(this ILogger logger, Guid callId, NetworkAnnouncement announcement);
}
