using Futwork.Realtime.Sip.Calls;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transactions;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Sip.Gateways;

/// <summary>
/// Leads one call through the gateways until one takes it: the next is tried when one cannot be
/// reached, says nothing for too long, or answers 500, 502, 503 or 504 before anything rang. Once it rang there is no other.
/// </summary>
/// <remarks>
/// The carrier counts each INVITE. So a further one waits for a place in time of its own, where whoever dials gives them out, unless none has left at the one that the call has and that
/// is not over.
/// </remarks>
internal sealed class GatewayRoute(SipStack stack, GatewayDirectory gateways, SipDialRequest dial, OutboundCall first, CallLeg leg) : Timed
{
    private const int MostRedirects = 5;

    private HashSet<LegProgress>? _told;
    private Queue<GatewayPlace> _left = [];
    private readonly CallMedia _media = first.Media;
    private OutboundCall _call = first;
    private GatewayPlace? _place;
    private HashSet<string>? _seen;
    private SipDialRequest? _redirected;
    private int _attempts;
    private LegAnswer _last = new(LegResult.Unreachable);
    private TimeSpan _ringsUntil;

    /// <param name="places">In the order to try them.</param>
    public void Start(IReadOnlyList<GatewayPlace> places)
    {
        if (leg.IsOver) return;
        _left = new Queue<GatewayPlace>(places);
        leg.Peers = [.. places.Select(place => place.Place.EndPoint.Address).Distinct()];
        if (TryNext(_call.LeaveBy)) return;
        CallLog.HostNotFound(stack.Logger, dial.CallId);
        _call.Fail(LegResult.Unreachable);
    }

    internal override void OnDue()
    {
        if (!_call.IsSilent || _left.Count == 0 || leg.IsOver || leg.Answer.IsCompleted) return;
        gateways.Down(_place!, GatewayDirectory.Rest);
        _last = new LegAnswer(LegResult.Unreachable);
        _call.Abandon();
        CallLog.NextGateway(stack.Logger, dial.CallId, _place!, LegResult.Unreachable, status: null);
        if (!TryElsewhere()) leg.Failed(_last, LegEndedBy.Line);
    }

    private bool TryElsewhere()
    {
        if (dial.AnotherPlaceAsync is not { } ask) return TryNext(leaveBy: null);
        if (!_call.HasLeft && !(stack.Now > _call.LeaveBy)) return TryNext(_call.LeaveBy);
        if (_left.Count == 0) return false;
        _ = new BetweenGateways(stack, leg, _last).WaitAsync(ask, _call.HasLeft, _ringsUntil, leaveBy =>
        {
            if (!TryNext(leaveBy)) leg.Failed(_last, LegEndedBy.Line);
        });
        return true;
    }

    /// <param name="leaveBy">By then the INVITE has left, or it does not leave.</param>
    private bool TryNext(TimeSpan? leaveBy)
    {
        while (_left.TryDequeue(out var place))
        {
            if (place.Flow(stack.Transports) is not { } flow) continue;
            var attempt = Attempt(place);
            if (_place is not null) _call = new OutboundCall(stack, attempt, leg, _media);
            leg.ProviderCallId = attempt.CallId;
            // Where it goes to the same gateway again it has missed its place, and may take no longer for that.
            if (!ReferenceEquals(place, _place)) _ringsUntil = stack.Now + dial.RingTimeout;
            _place = place;
            _call.LeaveBy = leaveBy;
            _call.Elsewhere = GoOn;
            NoteFirstWord(_call);
            stack.Timers.Set(this, stack.Now + dial.Silence);
            _call.Start(flow, attempt);
            return true;
        }

        return false;
    }

    /// <summary>A Call-ID is never used twice: two gateways of one carrier may share what they know of calls.</summary>
    private SipDialRequest Attempt(GatewayPlace place) => (_redirected ?? dial) with
    {
        CallId = ++_attempts == 1 ? dial.CallId : $"{dial.CallId}-{_attempts}",
        Host = place.Gateway.Host,
        Port = place.Gateway.Port,
        Transport = place.Place.Transport,
        OnProgress = dial.OnProgress is { } tell ? progress => TellOnce(tell, progress) : null,
    };

    /// <summary>Its patience ends with a peer's first word; a peer that was given up speaks too late.</summary>
    private void NoteFirstWord(OutboundCall call) => call.Heard = () =>
    {
        if (_call == call) stack.Timers.Cancel(this);
    };

    private void TellOnce(Action<LegProgress> tell, LegProgress progress)
    {
        if ((_told ??= []).Add(progress)) tell(progress);
    }

    private bool GoOn(LegAnswer answer, LegEndedBy by)
    {
        stack.Timers.Cancel(this);
        if (answer.Result is LegResult.Missed) return TryAgain();
        // A phone that rang before a 3xx has rung, whatever becomes of the call where it is sent.
        leg.Rang |= answer.Rang;
        _last = answer;
        Note(answer);
        if (answer is { SipStatus: >= 300 and < 400 } && by is LegEndedBy.Remote && !leg.IsOver && TryRedirect()) return true;
        var elsewhere = by is not LegEndedBy.Local && !leg.IsOver && _left.Count > 0 && answer is
        {
            Rang: false,
            Result: LegResult.Unreachable or LegResult.Congestion,
            SipStatus: null or 500 or 502 or 503 or 504,
        };
        if (!elsewhere) return false;
        CallLog.NextGateway(stack.Logger, dial.CallId, _place!, answer.Result, answer.SipStatus);
        return TryElsewhere();
    }

    /// <summary>
    /// A further INVITE has missed its place: it takes another one, unless the call is not wanted any more, which then ends as the gateway before had it. When it was to the
    /// first gateway, nobody was rung at all, and whoever dials decides.
    /// </summary>
    private bool TryAgain()
    {
        if (_attempts == 1 || leg.IsOver) return false;
        if (dial.MayLeave?.Invoke() is false)
        {
            leg.Failed(_last, LegEndedBy.Line);
            return true;
        }

        _left = new Queue<GatewayPlace>([_place!, .. _left]);
        return TryElsewhere();
    }

    /// <summary>
    /// Goes where a 3xx sends the call, at most <see cref="MostRedirects"/> times and never twice to one place. The trunk's password is for
    /// the trunk's own hosts, and what is to be kept from listeners stays so: the keys of its sound stand in the request.
    /// </summary>
    private bool TryRedirect()
    {
        if (_call.Redirects.Count == 0) return false;
        _seen ??= new HashSet<string>(StringComparer.Ordinal);
        foreach (var target in _call.Redirects)
        {
            if (_seen.Count >= MostRedirects || !_seen.Add(target) || !SipUri.TryParse(System.Text.Encoding.UTF8.GetBytes(target), out var uri)) continue;
            var host = SipSyntax.Text(uri.Host);
            SipSyntax.TryParameter(uri.Parameters, "transport"u8, out var transport);
            var secure = (_redirected ?? dial).Secure || uri.IsSecure;
            var tls = secure || _place!.Place.Transport is SipTransport.Tls;
            var gateway = new SipGateway { Host = host, Port = uri.Port, Transport = tls ? SipTransport.Tls : SipTransportNames.Parse(transport), Tls = _place!.Gateway.Tls };
            var isDomain = IsDomain(host);
            _redirected = dial with
            {
                Secure = secure,
                To = uri.User.IsEmpty ? (_redirected ?? dial).To : uri.UserText(),
                Domain = isDomain ? dial.Domain : null,
                FromDomain = dial.FromDomain ?? dial.Domain,
                Credentials = isDomain || IsOwn(host) ? dial.Credentials : null,
            };
            CallLog.Redirected(stack.Logger, dial.CallId);
            _ = FollowAsync(isDomain ? dial.Gateways : [gateway]);
            return true;
        }

        return false;
    }

    /// <summary>The carrier's own domain is behind its gateways, and often known to nobody else.</summary>
    private bool IsDomain(string host) => dial.Gateways.Count > 0 && host.Equals(dial.Domain, StringComparison.OrdinalIgnoreCase);

    private bool IsOwn(string host) => dial.Gateways.Select(gateway => gateway.Host).Append(dial.Host).Contains(host, StringComparer.OrdinalIgnoreCase);

    /// <summary>Never faults: what goes wrong ends the call.</summary>
    private async Task FollowAsync(IReadOnlyList<SipGateway> to)
    {
        // The response is handled under the gate, which must be left before the next attempt begins.
        await Task.Yield();
        var places = await gateways.FindAsync(to);
        using var scope = stack.Enter();
        // Who hung up meanwhile is told by the attempt that was over.
        if (leg.IsOver || _call.IsGivenUp) return;
        _left = new Queue<GatewayPlace>(places);
        if (!TryElsewhere()) leg.Failed(new LegAnswer(LegResult.Unreachable), LegEndedBy.Line);
    }

    private void Note(LegAnswer answer)
    {
        if (answer.SipStatus is { } status) gateways.Answered(_place!, status, answer.RetryAfter);
        else if (answer.Result is LegResult.Unreachable) gateways.Down(_place!, GatewayDirectory.Rest);
    }
}
