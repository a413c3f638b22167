using System.Net;
using System.Runtime.ExceptionServices;
using Futwork.Realtime.Rtp;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Realtime.Rtp;

/// <summary>One session on a real socket whose ticks are given by hand, and a far end.</summary>
internal sealed class RtpSessionFixture : IAsyncDisposable
{
    public const int Events = 101;
    private readonly MediaEngine _engine = new(
        new MediaOptions { BindAddress = IPAddress.Loopback, FirstPort = 13000, LastPort = 14999, RealTimePriority = false, MediaTimeout = TimeSpan.FromSeconds(1) },
        TimeProvider.System,
        NullLoggerFactory.Instance);

    private readonly MediaRound _round;
    private long _tick;

    public RtpSessionFixture(PacketExchange? exchange = null)
    {
        _round = new MediaRound(exchange ?? RingExchange.TryOpen(out _) ?? (PacketExchange)new DirectExchange(), static (_, failure) => ExceptionDispatchInfo.Throw(failure));
        Session = _engine.Open();
        Peer = new RtpPeer(Session.LocalEndPoint);
    }

    public RtpSession Session { get; }

    public RtpPeer Peer { get; }

    public RtpParameters Parameters => new(Peer.Address, AudioCodec.Pcmu, Events);

    public void Tick(int times = 1)
    {
        for (var i = 0; i < times; i++) _round.Serve([Session], _tick++);
    }

    /// <summary>The machine stands still for so many ticks.</summary>
    public void Skip(int ticks) => _tick += ticks;

    public async ValueTask DisposeAsync()
    {
        // The session first: it says farewell to the peer, whose ports are anybody's afterwards.
        Session.Dispose();
        Peer.Dispose();
        await _engine.DisposeAsync();
        _round.Dispose();
    }
}
