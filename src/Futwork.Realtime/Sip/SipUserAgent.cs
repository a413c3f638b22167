using System.Net;
using System.Net.Sockets;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip.Calls;
using Futwork.Realtime.Sip.Gateways;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Naming;
using Futwork.Realtime.Sip.Transactions;
using Futwork.Realtime.Sip.Transport;
using Futwork.Realtime.Telephony;
using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Sip;

/// <summary>A SIP user agent (RFC 3261): places calls and takes them, over UDP and TCP on one port and over TLS. Safe to use from any thread.</summary>
public sealed class SipUserAgent : IAsyncDisposable
{
    private readonly SipOptions _options;
    private readonly TimeProvider _time;
    private readonly LocalAddress _local;
    private readonly SipStack _stack;
    private readonly GatewayDirectory _gateways;
    private readonly RegistrationBook _registrations;
    private SipTransports? _transports;
    private volatile bool _disposed;

    /// <summary>Makes an agent; <see cref="StartAsync"/> binds it.</summary>
    /// <param name="options">Where it listens.</param>
    /// <param name="media">The sound of its calls.</param>
    /// <param name="time">The clock of every timer.</param>
    /// <param name="loggers">Where it reports. Numbers and names are never logged.</param>
    public SipUserAgent(SipOptions options, MediaEngine media, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        _time = time;
        _local = new LocalAddress(options);
        var dns = new DnsClient(options.Resolver ?? ResolverSettings.OfSystem(options.DnsServers), time);
        _gateways = new GatewayDirectory(new SipLocator(dns, options.BindAddress.AddressFamily, time), time);
        _registrations = new RegistrationBook(time);
        var timers = new TimerQueue(time, OnTimer, OnTimerFaulted);
        var dispatcher = new RequestDispatcher(() => _stack!, Ring);
        _stack = new SipStack
        {
            Options = options,
            Media = media,
            Logger = loggers.CreateLogger<SipUserAgent>(),
            Timers = timers,
            Transactions = new TransactionLayer(timers, new SipWriter(), Counters)
            {
                OnRequest = dispatcher.OnRequest,
                OnCancel = dispatcher.OnCancel,
                OnAck = dispatcher.OnAck,
                OnStrayAnswer = dispatcher.OnStrayAnswer,
                MayCall = address => MayCall?.Invoke(address),
            },
        };
    }

    /// <summary>Where the agent listens; the port is the real one even when 0 was asked for.</summary>
    public IPEndPoint LocalEndPoint => _stack.Transports.LocalEndPoint;

    /// <summary>Where it takes TLS connections; null when it only makes them.</summary>
    public IPEndPoint? TlsEndPoint => _stack.Transports.TlsEndPoint;

    /// <summary>There is no room for the sound of further calls: <see cref="MediaEngine.IsFull"/>.</summary>
    public bool IsFull => _stack.Media.IsFull;

    internal TimeProvider Time => _time;

    /// <summary>What it holds at the moment: calls, transactions, timers. All of it goes back to nothing after the last call.</summary>
    internal SipStack Stack => _stack;

    /// <summary>What it has seen since it started.</summary>
    public SipCounters Counters { get; } = new();

    /// <summary>
    /// Takes the calls placed to us, each on a thread of the pool; when its task completes the call must have been answered
    /// or refused. Null: every call is refused with 403.
    /// </summary>
    public Func<IncomingCall, Task>? OnIncoming { get; set; }

    /// <summary>
    /// Whether a carrier of ours is at an address: strangers cannot keep it out, and whether its call is taken <see cref="OnIncoming"/> decides; where none is, a call is refused with 403 and
    /// forgotten at once. Asked for each call and connection, so it must not wait: it says null where it has to look first, and <see cref="OnIncoming"/>
    /// decides then too. Null: nobody is known but those of whom a call was answered.
    /// </summary>
    public Func<IPAddress, bool?>? MayCall { get; set; }

    /// <summary>Binds the sockets and begins to listen.</summary>
    /// <exception cref="SocketException">The port is taken or the address is not ours.</exception>
    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var receiver = new SipReceiver(Counters, _stack.Logger, OnMessage, OnMalformed, OnFlowFailed)
        {
            IsNeeded = IsNeeded,
            MayCall = address => MayCall?.Invoke(address) is true,
        };
        _transports = SipTransports.Bind(_options, _local, receiver, _time);
        _stack.Transports = _transports;
        _transports.Start();
        TransportLog.Listening(_stack.Logger, _transports.LocalEndPoint);
        return ValueTask.CompletedTask;
    }

    /// <summary>Places a call and returns at once. Whatever fails arrives as the leg's <see cref="ICallLeg.Answer"/>.</summary>
    /// <exception cref="ArgumentException">A header of the request is not one that can be added.</exception>
    public ICallLeg Dial(SipDialRequest request)
    {
        foreach (var (name, value) in request.Headers)
        {
            if (InviteRequest.Problem(name, value) is { } problem) throw new ArgumentException(problem, nameof(request));
        }

        var leaveBy = _stack.Timers.Of(request.LeaveBy);
        using var scope = _stack.Enter();
        var leg = Open(request, out var call);
        if (call is null) return leg;
        call.LeaveBy = leaveBy;
        IReadOnlyList<SipGateway> gateways = request.Gateways.Count > 0 ? request.Gateways : [SipGateway.Of(request)];
        var route = new GatewayRoute(_stack, _gateways, request, call, leg);
        if (_gateways.Known(gateways) is { } places) route.Start(places);
        else _ = StartByNameAsync(route, gateways);
        return leg;
    }

    /// <summary>
    /// Keeps a line to a carrier up between calls: its registration and the OPTIONS that tell whether its gateways live. Dispose what comes
    /// back to end that; the registration is taken back.
    /// </summary>
    public IAsyncDisposable Keep(SipLineSetup setup) => new SipLine(_stack, _gateways, _registrations, setup, _time);

    /// <summary>What is known of these gateways, and of the registration where the line has one.</summary>
    public LineHealth Health(SipLineSetup setup) => new(
        [.. setup.Gateways.Select(_gateways.HealthOf)], setup.Register is null ? null : _registrations.Of(setup));

    /// <summary>From where a carrier may call us: every address that its gateways go by, and the one that we are registered at. Never faults.</summary>
    public async Task<IReadOnlyList<IPAddress>> SourcesAsync(SipLineSetup setup)
    {
        var addresses = await _gateways.AddressesAsync(setup.Gateways);
        return _registrations.RegistrarOf(setup) is { } registrar ? [.. addresses, registrar] : addresses;
    }

    /// <summary>Hangs up every call, then closes the sockets.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        List<ICallLeg> legs;
        using (_stack.Enter())
        {
            foreach (var call in _stack.Ringing.Values.ToList()) call.Cancel(503);
            legs = [.. _stack.Legs];
        }

        await Task.WhenAll(legs.Select(l => l.HangUpAsync().AsTask()));
        if (_transports is not null) await _transports.DisposeAsync();
        _stack.Timers.Dispose();
    }

    /// <summary>Never faults: what goes wrong ends the call.</summary>
    private async Task StartByNameAsync(GatewayRoute route, IReadOnlyList<SipGateway> gateways)
    {
        var places = await _gateways.FindAsync(gateways);
        using var scope = _stack.Enter();
        route.Start(places);
    }

    private CallLeg Open(SipDialRequest request, out OutboundCall? call)
    {
        call = null;
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var media = CallMedia.Open(_stack.Media, request.Codecs, request.MediaEncryption);
            var leg = new CallLeg(_stack, request.CallId, media) { Numbers = request.Numbers };
            call = new OutboundCall(_stack, request, leg, media);
            return leg;
        }
        catch (MediaException error)
        {
            CallLog.NoMedia(_stack.Logger, request.CallId, error.Message);
            var leg = new CallLeg(_stack, request.CallId, media: null);
            leg.Failed(new LegAnswer(LegResult.NoRoom), LegEndedBy.Line);
            return leg;
        }
    }

    private void Ring(IncomingCall call)
    {
        if (_disposed) call.Reject(503);
        else if (OnIncoming is { } take) ThreadPool.UnsafeQueueUserWorkItem(_ => _ = TakeAsync(take, call), null);
        else call.Reject(403);
    }

    private async Task TakeAsync(Func<IncomingCall, Task> take, IncomingCall call)
    {
        try
        {
            await take(call);
            call.Reject(480);
        }
        catch (Exception error)
        {
            CallLog.IncomingFailed(_stack.Logger, call.CallId, error);
            call.Reject(500);
        }
    }

    private void OnTimer()
    {
        using var scope = _stack.Enter();
        _stack.Timers.RunDue();
    }

    private void OnTimerFaulted(Exception error)
    {
        Counters.Faulted();
        TransportLog.HandlingFailed(_stack.Logger, error);
    }

    private void OnMessage(SipFlow flow, SipMessage message)
    {
        using var scope = _stack.Enter();
        _stack.Transactions.Receive(flow, message);
    }

    private void OnMalformed(SipFlow flow, SipMessage message, SipParseError error)
    {
        using var scope = _stack.Enter();
        _stack.Transactions.ReceiveMalformed(flow, message, error);
    }

    private bool IsNeeded(SipFlow flow)
    {
        if (flow.IsKept) return true;
        using var scope = _stack.Enter();
        return _stack.Transactions.Uses(flow) || _stack.Sessions.Values.Any(session => session.Uses(flow));
    }

    private void OnFlowFailed(SipFlow flow)
    {
        using var scope = _stack.Enter();
        _stack.Transactions.FlowFailed(flow);
    }
}
