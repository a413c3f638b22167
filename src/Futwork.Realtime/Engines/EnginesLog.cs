using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Engines;

internal static partial class EnginesLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The model {Model} of {Provider} failed; another is asked where there is one")]
    public static partial void ModelFailed(this ILogger logger, Exception exception, string provider, string model);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The model {Model} of {Provider} had nothing to say after {Milliseconds} ms; another spoke first")]
    public static partial void ModelLate(this ILogger logger, string provider, string model, double milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ears {Engine} failed; others listen where there are any")]
    public static partial void EarsFailed(this ILogger logger, Exception exception, string engine);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The voice {Engine} failed; another speaks on where there is one")]
    public static partial void VoiceFailed(this ILogger logger, Exception exception, string engine);
}
