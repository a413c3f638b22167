using System.Net;

namespace Futwork.Realtime.Rtp;

/// <summary>Where sound is sent and received, and how its clock runs.</summary>
public sealed record MediaOptions
{
    /// <summary>The local address that RTP sockets are bound to. Default: every IPv4 address.</summary>
    public IPAddress BindAddress { get; init; } = IPAddress.Any;

    /// <summary>
    /// The address that peers are told to send to (behind NAT, the public one). Null: <see cref="BindAddress"/>, or the
    /// address of the default route when that is "any".
    /// </summary>
    public IPAddress? AdvertisedAddress { get; init; }

    /// <summary>Lowest port for RTP; rounded up to even. Each call takes an even port and reserves the odd one above it for RTCP.</summary>
    public int FirstPort { get; init; } = 20000;

    /// <summary>Highest port for RTP. The range bounds how many calls may run at once: (last - first) / 2.</summary>
    public int LastPort { get; init; } = 39999;

    /// <summary>How packets are marked for routers on the way (DSCP, RFC 2474), 0 to 63. Default: 46, EF.</summary>
    public int Dscp { get; init; } = TrafficClass.Sound;

    /// <summary>How long a port rests after a call, so that what is still on its way to that call is not heard in the next.</summary>
    public TimeSpan PortRest { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long nothing may arrive on a call that is not on hold before the call is reported dead. Carriers use 30 to 60 s.</summary>
    public TimeSpan MediaTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Ask the kernel to schedule the media clocks ahead of everything else (SCHED_FIFO), so that a busy machine does not delay sound.</summary>
    public bool RealTimePriority { get; init; } = true;

    /// <summary>
    /// How many threads may pace sound. One does for some hundred calls, and the others sleep until there are more. Default: half as many as there are processors.
    /// </summary>
    public int ClockThreads { get; init; } = ThreadSpread.Threads;

    /// <summary>Streams that a clock is given before the next one gets any.</summary>
    internal int StreamsPerClock { get; init; } = ThreadSpread.Enough;

    /// <summary>
    /// Receive and send for many calls in one system call (Linux's io_uring, kernel 5.6 or later, where it is allowed), which leaves the clock about a third
    /// of its processor time. Where it does not work each packet takes a call of its own.
    /// </summary>
    public bool BatchSystemCalls { get; init; } = true;
}
