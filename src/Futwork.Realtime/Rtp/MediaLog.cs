using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Rtp;

internal static partial class MediaLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The media clock runs in {SchedulingClass}")]
    public static partial void ClockStarted(this ILogger logger, string schedulingClass);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "The kernel refused real-time scheduling (SCHED_FIFO) to the media clock: {Reason}. Sound goes on, but frames leave late, and stutter, while "
        + "this machine is busy. To allow it, run with the capability CAP_SYS_NICE or a real-time priority limit of at least {Priority} "
        + "(systemd: AmbientCapabilities=CAP_SYS_NICE or LimitRTPRIO={Priority}; containers: --cap-add=SYS_NICE)")]
    public static partial void RealTimeRefused(this ILogger logger, string reason, int priority);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "A media clock is busy {Percent} % of the time with {Sessions} streams. Above 80 % sound is at risk on all of them (the kernel stops a "
        + "real-time thread at 95 %): this node takes no further calls until it is less")]
    public static partial void ClockOverloaded(this ILogger logger, int percent, int sessions);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A media clock stood still for {Milliseconds} ms; sound of that time is lost on all its calls")]
    public static partial void ClockStoodStill(this ILogger logger, long milliseconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "What listens and speaks on the stream at port {Port} failed; that call is silent from now on")]
    public static partial void CallAudioFailed(this ILogger logger, int port, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The stream at port {Port} failed and was taken off the media clock")]
    public static partial void StreamFailed(this ILogger logger, int port, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message =
        "Packets are received and sent by a system call each, since io_uring is not to be had: {Reason}. Sound is the same; a call costs more of the processor")]
    public static partial void RingRefused(this ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Packets are received and sent by a system call each from now on: {Reason}")]
    public static partial void RingFailed(this ILogger logger, string reason);
}
