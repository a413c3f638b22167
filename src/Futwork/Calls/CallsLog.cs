namespace Futwork.Calls;

internal static partial class CallsLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Call {CallId}: a milestone could not be written yet")]
    public static partial void MilestoneFailed(ILogger logger, Guid callId, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Call {CallId} ended: {Status}, {Outcome}")]
    public static partial void Ended(ILogger logger, Guid callId, string status, string outcome);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Call {CallId} was taken over by another node; what this node knows of its end is not written")]
    public static partial void TakenOver(ILogger logger, Guid callId);

    [LoggerMessage(Level = LogLevel.Information, Message = "A call that came in was refused with {Status} (SIP Call-ID {SipCallId})")]
    public static partial void Refused(ILogger logger, string sipCallId, int status);

    [LoggerMessage(Level = LogLevel.Error, Message = "Call {CallId} broke")]
    public static partial void Broke(ILogger logger, Guid callId, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Call {CallId} broke, and what was said in it cannot be read")]
    public static partial void Unreadable(ILogger logger, Guid callId, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Call {CallId}: the agent cannot speak or listen: {Reason}")]
    public static partial void CannotSpeak(ILogger logger, Guid callId, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Call {CallId}: its end could not be written yet, tried again within {Seconds} s")]
    public static partial void EndFailed(ILogger logger, Guid callId, double seconds, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Call {CallId} was lost with its node and is ended as interrupted")]
    public static partial void Interrupted(ILogger logger, string callId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Calls that were lost with their nodes could not be ended; it is tried again")]
    public static partial void LostNotEnded(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "What was said in {Count} calls that were interrupted has been added to them")]
    public static partial void WordsAdded(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is said in calls is not in the database yet: {Reason}")]
    public static partial void WordsNotWritten(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was said in interrupted calls could not be looked for: {Reason}")]
    public static partial void WordsNotAdded(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The second channel of call {CallId}, to hand it over, could not be taken or given back: {Reason}")]
    public static partial void NoSecondChannel(ILogger logger, Guid callId, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The dial pump failed and tries again")]
    public static partial void PumpFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping: {Count} calls are hung up")]
    public static partial void Draining(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Call {CallId} could not be analysed, attempt {Attempt}: {Reason}")]
    public static partial void AnalysisFailed(ILogger logger, string callId, long attempt, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The analysis worker failed and tries again")]
    public static partial void AnalysisWorkerFailed(ILogger logger, Exception exception);
}
