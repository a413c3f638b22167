using System.Net;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Transport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Realtime.Sip.Bench;

/// <summary>What the benches of one test class share: the ports of sound, and SIP sockets on which nothing ever arrives.</summary>
internal sealed class BenchSockets : IAsyncDisposable
{
    private static readonly SipOptions Options = new() { BindAddress = IPAddress.Loopback, Tcp = false };

    public MediaEngine Media { get; } = new(
        new MediaOptions { BindAddress = IPAddress.Loopback, FirstPort = 26000, LastPort = 27999, RealTimePriority = false, PortRest = TimeSpan.Zero, MediaTimeout = TimeSpan.FromHours(1) },
        TimeProvider.System,
        NullLoggerFactory.Instance);

    public SipTransports Transports { get; } = Bind();

    /// <summary>SIP sockets on which nothing ever arrives.</summary>
    public static SipTransports Bind() => SipTransports.Bind(
        Options, new LocalAddress(Options), new SipReceiver(new SipCounters(), NullLogger.Instance, static (_, _) => { }, static (_, _, _) => { }, static _ => { }), TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await Transports.DisposeAsync();
        await Media.DisposeAsync();
    }
}
