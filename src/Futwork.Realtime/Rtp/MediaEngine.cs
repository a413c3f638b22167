using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Rtp;

/// <summary>All sound of this process: the ports, and the clock threads that serve the calls.</summary>
public sealed class MediaEngine : IAsyncDisposable
{
    private const long Never = long.MinValue;
    private static readonly TimeSpan UntilThereIsRoom = TimeSpan.FromSeconds(5);
    private readonly MediaOptions _options;
    private readonly PortPool _ports;
    private readonly RestingPorts _resting;
    private readonly IPAddress _advertised;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HashSet<RtpSession> _sessions = [];
    private readonly Lock _gate = new();
    private long _refusedAt = Never;
    private int _disposed;

    /// <summary>Starts the clocks. They sleep while there are no calls.</summary>
    /// <exception cref="MediaException">The port range of the options is none, or they allow no clock thread.</exception>
    public MediaEngine(MediaOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        _logger = loggers.CreateLogger<MediaEngine>();
        _ports = new PortPool(options.FirstPort, options.LastPort, options.PortRest, time);
        _resting = new RestingPorts(options.PortRest, time, _ports.Return);
        _time = time;
        _advertised = options.AdvertisedAddress ?? LocalAddress(options.BindAddress);
        Clocks = new MediaClocks(options, time, _logger);
    }

    /// <summary>Streams that are open.</summary>
    public int LiveSessions
    {
        get
        {
            lock (_gate) return _sessions.Count;
        }
    }

    /// <summary>How well the clocks keep time.</summary>
    public MediaClockStatistics ClockStatistics => Clocks.Statistics;

    /// <summary>
    /// Further calls should not be begun: a clock works for more than 80 % of the time, so that they would cost all of its calls their sound, or a moment ago there was no
    /// port for one.
    /// </summary>
    public bool IsFull => Clocks.AreTooBusy || (Volatile.Read(ref _refusedAt) is not Never and var at && _time.GetElapsedTime(at) < UntilThereIsRoom);

    internal MediaClocks Clocks { get; }

    /// <summary>Reserves a port for one call. Nothing is sent or heard before <see cref="RtpSession.Start"/>.</summary>
    /// <exception cref="MediaException">No port is free, or the address cannot be bound.</exception>
    public RtpSession Open()
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        var ports = TakePorts();
        var session = new RtpSession(this, ports, new IPEndPoint(_advertised, ports.Sound.Port), _options.MediaTimeout, _time, _logger);
        lock (_gate)
        {
            if (_disposed == 0)
            {
                _sessions.Add(session);
                return session;
            }
        }

        // The engine ended meanwhile, without this one.
        session.Dispose();
        throw new ObjectDisposedException(nameof(MediaEngine));
    }

    /// <summary>Ends all streams and the clocks.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        RtpSession[] open;
        lock (_gate) open = [.. _sessions];
        foreach (var session in open) session.Dispose();
        await Clocks.DisposeAsync();
        _resting.Dispose();
    }

    /// <summary>A call is over.</summary>
    /// <param name="session">Its sound.</param>
    /// <param name="ports">Its ports.</param>
    /// <param name="areFree">Nothing of it can touch them any more, so that they can be handed on.</param>
    internal void Close(RtpSession session, RtpPorts ports, bool areFree)
    {
        lock (_gate) _sessions.Remove(session);
        GiveBack(ports, areFree);
    }

    private void GiveBack(RtpPorts ports, bool areFree)
    {
        if (areFree && _resting.TryKeep(ports)) return;
        ports.Dispose();
        _ports.Return(ports.Sound.Port);
    }

    private RtpPorts TakePorts()
    {
        try
        {
            return FindPorts();
        }
        catch (MediaException)
        {
            Volatile.Write(ref _refusedAt, _time.GetTimestamp());
            throw;
        }
    }

    private RtpPorts FindPorts()
    {
        if (_resting.Take(out var lastResort) is { } rested) return rested;
        try
        {
            if (Bind() is not { } bound) return lastResort ?? throw NoneIsFree();
            if (lastResort is not null) GiveBack(lastResort, areFree: true);
            return bound;
        }
        catch (MediaException) when (lastResort is not null)
        {
            // To be talked to by a stranger is better than to have no sound at all.
            return lastResort;
        }
    }

    private MediaException NoneIsFree() => new(
        $"No RTP port is free between {_options.FirstPort} and {_options.LastPort} on {_options.BindAddress}; {LiveSessions} calls hold one each, "
        + $"and {_ports.Resting + _resting.Count} rest for {_options.PortRest.TotalSeconds} s after a call. Widen the range (two ports a call) or lower the number of concurrent calls.");

    /// <summary>Opens the next two ports that nobody else holds; null when there are none.</summary>
    private RtpPorts? Bind()
    {
        for (var attempt = 0; attempt < _ports.Size && _ports.TryTake(out var port); attempt++)
        {
            RtpSocket? sound = null;
            try
            {
                sound = RtpSocket.TryBind(_options.BindAddress, port, _options.Dscp);
                if (sound is not null && RtpSocket.TryBind(_options.BindAddress, port + 1, _options.Dscp) is { } control) return new RtpPorts(sound, control);
            }
            catch (SocketException failure)
            {
                sound?.Dispose();
                _ports.Return(port);
                if (failure.SocketErrorCode is SocketError.TooManyOpenSockets && _resting.Clear()) continue;
                throw new MediaException($"No RTP socket can be opened on {_options.BindAddress}:{port}: {failure.Message}.", failure);
            }

            sound?.Dispose();
            _ports.Return(port);
        }

        return null;
    }

    /// <summary>The address of the default route, found by asking the kernel; nothing is sent.</summary>
    private static IPAddress LocalAddress(IPAddress bound)
    {
        if (!bound.Equals(IPAddress.Any) && !bound.Equals(IPAddress.IPv6Any)) return bound;
        var isIPv4 = bound.AddressFamily is AddressFamily.InterNetwork;
        using var probe = new Socket(bound.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            probe.Connect(IPAddress.Parse(isIPv4 ? "192.0.2.1" : "2001:db8::1"), 9);
            return ((IPEndPoint)probe.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return isIPv4 ? IPAddress.Loopback : IPAddress.IPv6Loopback;
        }
    }
}
