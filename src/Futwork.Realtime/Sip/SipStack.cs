using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip.Calls;
using Futwork.Realtime.Sip.Gateways;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transactions;
using Futwork.Realtime.Sip.Transport;
using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Sip;

/// <summary>
/// What every part of one user agent shares. All protocol state is touched only inside <see cref="Enter"/>: one gate for
/// the whole agent, since handling a message takes microseconds and sending never blocks. Code of others (progress,
/// incoming calls, cancellation) runs outside the gate, one at a time, in the order it was posted.
/// </summary>
internal sealed class SipStack
{
    private readonly Lock _gate = new();
    private readonly Queue<Action> _posted = [];
    private int _depth;
    private bool _isDraining;

    public required SipOptions Options { get; init; }

    public required MediaEngine Media { get; init; }

    public required ILogger Logger { get; init; }

    public required TimerQueue Timers { get; init; }

    public required TransactionLayer Transactions { get; init; }

    /// <summary>Set once the sockets are bound.</summary>
    public SipTransports Transports
    {
        get => field ?? throw new InvalidOperationException("The SIP user agent has not been started: await StartAsync first.");
        set;
    }

    /// <summary>Every leg that is not over.</summary>
    public HashSet<CallLeg> Legs { get; } = [];

    /// <summary>Answered calls by Call-ID and our own tag.</summary>
    public Dictionary<DialogId, CallSession> Sessions { get; } = [];

    /// <summary>Takes the requests within dialogs that are not answered yet, ours and the peers'.</summary>
    public Dictionary<DialogId, Action<SipMessage, ServerTransaction>> Early { get; } = [];

    /// <summary>Calls of ours that nobody has answered yet, by Call-ID and our own tag.</summary>
    public Dictionary<DialogId, OutboundCall> Placed { get; } = [];

    /// <summary>Calls to us that nobody has answered or refused yet.</summary>
    public Dictionary<InviteServerTransaction, IncomingCall> Ringing { get; } = [];

    /// <summary>Requests of ours that are too large for one packet.</summary>
    public LargeRequests Large => field ??= new LargeRequests(Logger);

    /// <summary>Calls of ours whose end nobody told us.</summary>
    public LateAnswers Late { get; } = new();

    /// <summary>Answers to calls that were placed before we were started.</summary>
    public StrayAnswers Strays => field ??= new StrayAnswers(this);

    public TimeSpan Now => Timers.Now;

    public Scope Enter()
    {
        _gate.Enter();
        _depth++;
        return new Scope(this);
    }

    /// <summary>Runs code that is not ours after the gate is left.</summary>
    public void Post(Action action) => _posted.Enqueue(action);

    /// <summary>The Contact by which the peer of <paramref name="flow"/> reaches us within a dialog.</summary>
    /// <param name="flow">How we talk to the peer.</param>
    /// <param name="user">The user part, escaped.</param>
    /// <param name="secure">A <c>sips:</c> URI, as whoever calls or is called by one must give (RFC 3261 sections 8.1.1.8 and 12.1.1).</param>
    public static string Contact(SipFlow flow, string user, bool secure = false) =>
        $"<{(secure ? "sips" : "sip")}:{(user.Length == 0 ? "" : user + "@")}{flow.PublicHostPort}{(secure ? "" : TransportParameter(flow))}>";

    private static string TransportParameter(SipFlow flow) => flow.IsReliable ? $";transport={flow.Protocol.ToLowerInvariant()}" : "";

    private void Leave()
    {
        var drain = --_depth == 0 && _posted.Count > 0 && !_isDraining;
        if (drain) _isDraining = true;
        _gate.Exit();
        if (drain) Drain();
    }

    private void Drain()
    {
        while (true)
        {
            Action action;
            lock (_gate)
            {
                if (!_posted.TryDequeue(out action!))
                {
                    _isDraining = false;
                    return;
                }
            }

            try
            {
                action();
            }
            catch (Exception error)
            {
                CallLog.CallbackFailed(Logger, error);
            }
        }
    }

    internal readonly ref struct Scope(SipStack stack)
    {
        public void Dispose() => stack.Leave();
    }
}
