using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip.Calls;
using Futwork.Realtime.Sip.Digest;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Sdp;
using Futwork.Realtime.Sip.Transactions;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Sip;

/// <summary>
/// A call that somebody places to us. Answer it or reject it before the handler's task completes; a call that the handler
/// leaves undecided is refused with 480. Safe to use from any thread.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer and without a wait handle holds nothing to release.")]
public sealed class IncomingCall
{
    private readonly SipStack _stack;
    private readonly SipMessage _invite;
    private readonly InviteServerTransaction _transaction;
    private readonly string _localTag;
    private readonly CancellationTokenSource _canceled = new();
    private ReliableProvisional? _ringing;
    private bool _lost;
    private bool _isReached;

    internal IncomingCall(SipStack stack, SipMessage invite, InviteServerTransaction transaction)
    {
        _stack = stack;
        _invite = invite.Clone();
        _transaction = transaction;
        _localTag = stack.Transactions.NewTag();
        _transaction.Lost = OnLost;
        From = User(_invite.Value(SipHeader.From));
        To = Kept(SipUri.UserOf(_invite.RequestUri));
        CallId = SipSyntax.Text(_invite.CallId);
    }

    /// <summary>The caller's number: the user part of From.</summary>
    public string From { get; }

    /// <summary>The number called: the user part of the request's URI.</summary>
    public string To { get; }

    /// <summary>Whom the caller meant: the user part of To. A proxy on the way may have put somebody else into the request's URI (RFC 3261 section 16.5), such as the user that we have registered as.</summary>
    public string Meant => User(_invite.Value(SipHeader.To));

    /// <summary>Whom the request's URI named before our own address was put into it: the user part of P-Called-Party-ID (RFC 7315 section 4.2); empty where nobody says.</summary>
    public string CalledParty => Header("P-Called-Party-ID") is { } party ? User(System.Text.Encoding.UTF8.GetBytes(party)) : "";

    /// <summary>Where the INVITE came from: the peer's address, as seen from here.</summary>
    public System.Net.IPEndPoint Source => _transaction.Flow.Remote;

    /// <summary>The Call-ID.</summary>
    public string CallId { get; }

    /// <summary>The request's URI, whole.</summary>
    public string RequestUri => SipSyntax.Text(_invite.RequestUri);

    /// <summary>
    /// Whether the sound is encrypted. By default what the caller offers is taken: where it sends keys without TLS, that is its choice.
    /// Set before the answer.
    /// </summary>
    public SipMediaEncryption MediaEncryption { get; set; } = SipMediaEncryption.Optimistic;

    /// <summary>What may be spoken; the caller's order decides. Set before the answer.</summary>
    public IReadOnlyList<AudioCodec> Codecs { get; set; } = SdpCodecs.All;

    /// <summary>Answers challenges to what we ask within the call: a BYE, a refresh, a transfer. Set before the answer.</summary>
    public SipCredentials? Credentials { get; set; }

    /// <summary>How the carrier writes the numbers that the call is handed over to. Null: as it writes the caller's. Set before the answer.</summary>
    public NumberForm? Numbers { get; set; }

    /// <summary>Cancelled when the caller gives up before the answer, or the agent closes.</summary>
    public CancellationToken Canceled => _canceled.Token;

    /// <summary>It was answered or refused, or nobody is there any more.</summary>
    private bool IsDecided => _transaction.IsFinal || _lost;

    /// <summary>The first header of that name in the INVITE, or null.</summary>
    public string? Header(string name) => _invite.Text(name);

    /// <summary>Tells the caller that the phone rings (180), reliably where it insists on that (RFC 3262).</summary>
    public void Ring()
    {
        using var scope = _stack.Enter();
        if (IsDecided) return;
        var ringing = new SipResponse(180) { ToTag = _localTag, Contact = Contact() };
        _stack.Early[new DialogId(CallId, _localTag)] = ReceiveEarly;
        if (!Extensions.IsRequired(_invite, Extensions.Reliable)) _transaction.Respond(ringing);
        else if (_ringing is null)
        {
            _ringing = new ReliableProvisional(_stack, _transaction, _invite.CSeq);
            _ringing.Send(ringing, () => Cancel(504));
        }
    }

    /// <summary>
    /// Answers with 200. Sound flows, and the leg counts as answered, as soon as it is certain that the caller is where the INVITE came from: at once
    /// over a connection or after a PRACK, else with the ACK. Where none comes the leg ends, unanswered, after half a minute. When the caller has given
    /// up, or there is no sound to be had, it comes back already over.
    /// </summary>
    public Task<ICallLeg> AnswerAsync()
    {
        using var scope = _stack.Enter();
        return Task.FromResult<ICallLeg>(Answer());
    }

    /// <summary>Refuses the call; after an answer or a refusal it does nothing.</summary>
    /// <param name="status">The final status, 300 to 699.</param>
    /// <param name="reason">The reason phrase; null for the usual one.</param>
    /// <param name="q850">A Q.850 cause for the Reason header (RFC 3326).</param>
    /// <param name="retryAfter">Asks the caller to wait, in whole seconds.</param>
    public void Reject(int status, string? reason = null, int? q850 = null, TimeSpan? retryAfter = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 300);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 699);
        List<KeyValuePair<string, string>> headers = [];
        if (q850 is not null) headers.Add(new("Reason", $"Q.850;cause={q850}"));
        if (retryAfter is { } wait) headers.Add(new("Retry-After", ((long)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture)));
        using var scope = _stack.Enter();
        Respond(new SipResponse(status) { Reason = reason, ToTag = _localTag, Headers = headers });
    }

    /// <summary>The caller's CANCEL came (487), or the agent closes (503). Called under the gate.</summary>
    internal void Cancel(int status)
    {
        if (IsDecided) return;
        Respond(new SipResponse(status) { ToTag = _localTag });
        _stack.Post(_canceled.Cancel);
    }

    /// <summary>The connection of the INVITE is gone: nobody would hear that we answer. Called under the gate.</summary>
    private void OnLost()
    {
        _lost = true;
        Leave();
        _stack.Post(_canceled.Cancel);
    }

    private CallLeg Answer()
    {
        if (IsDecided) return Over(new CallLeg(_stack, CallId, media: null), LegResult.Canceled, LegEndedBy.Remote);
        CallMedia media;
        try
        {
            media = CallMedia.Open(_stack.Media, Codecs, MediaEncryption);
        }
        catch (MediaException error)
        {
            CallLog.NoMedia(_stack.Logger, CallId, error.Message);
            Respond(new SipResponse(503) { ToTag = _localTag });
            return Over(new CallLeg(_stack, CallId, media: null), LegResult.Failed, LegEndedBy.Local);
        }

        var leg = new CallLeg(_stack, CallId, media) { Numbers = Numbers };
        Action start = static () => { };
        var offered = _invite.Body.IsEmpty;
        byte[] sdp;
        if (offered) sdp = media.Offer();
        else if (!media.TryAnswer(_invite.Body, out sdp, out start))
        {
            Respond(new SipResponse(488) { ToTag = _localTag });
            return Over(leg, LegResult.Failed, LegEndedBy.Local);
        }

        Confirm(leg, media, sdp, offered);
        // A datagram may bear anybody's address: no sound goes anywhere before a request names the tag that we have sent to that address.
        if (_isReached || _transaction.Flow.IsReliable) Begin(leg, start);
        else _transaction.Acknowledged = () => Begin(leg, start);
        return leg;
    }

    private static void Begin(CallLeg leg, Action start)
    {
        leg.Answered(new LegAnswer(LegResult.Answered, SipStatus: 200));
        start();
    }

    private void Confirm(CallLeg leg, CallMedia media, byte[] sdp, bool offered)
    {
        var dialog = Dialog.FromRequest(_invite, _localTag, _transaction.Flow);
        var authorizer = new DigestAuthorizer(Credentials, _stack.Transactions.NewTag);
        var terms = SessionTerms.OfRequest(dialog, authorizer, Contact(), _invite, _stack.Options.SessionExpires);
        var session = new CallSession(_stack, terms, media, leg);
        session.AwaitAck(_transaction, _invite.CSeq, offered);
        Respond(new SipResponse(200)
        {
            ToTag = _localTag,
            Contact = Contact(),
            Headers = Capabilities.WithTimer(terms.Interval),
            Body = sdp,
            ContentType = SdpDescription.ContentType,
        });
    }

    private void Respond(SipResponse response)
    {
        if (IsDecided) return;
        _transaction.Respond(response);
        Leave();
    }

    /// <summary>It rings no more.</summary>
    private void Leave()
    {
        _stack.Ringing.Remove(_transaction);
        _stack.Early.Remove(new DialogId(CallId, _localTag));
        _ringing?.Stop();
    }

    /// <summary>A request of the caller before our answer: the PRACK of our ringing, a BYE (RFC 3261 section 15), or one that is only answered.</summary>
    private void ReceiveEarly(SipMessage request, ServerTransaction transaction)
    {
        // Whoever names our tag has got what we sent.
        _isReached = true;
        if (!request.FromTag.SequenceEqual(_invite.FromTag)) transaction.Respond(481);
        else if (request.Method == SipMethod.Prack) transaction.Respond(_ringing is not null && _ringing.TryAcknowledge(request) ? 200 : 481);
        else if (request.Method == SipMethod.Bye)
        {
            transaction.Respond(200);
            Cancel(487);
        }
        else if (request.Method == SipMethod.Options) transaction.Respond(Capabilities.Response);
        else if (request.Method == SipMethod.Update) transaction.Respond(UpdateEarly(request));
        else if (request.Method == SipMethod.Info) transaction.Respond(KeyInfo.Answer(request, static _ => { }));
        else transaction.Respond(Capabilities.NotAllowed(request.Method));
    }

    /// <summary>An UPDATE before our answer. The offer of the INVITE has none yet, so a further one has to wait, for a while drawn by lot (RFC 3311 section 5.2).</summary>
    private SipResponse UpdateEarly(SipMessage request)
    {
        if (Extensions.Foreign(request) is { Count: > 0 } foreign) return Capabilities.BadExtension(foreign);
        return request.Body.IsEmpty
            ? new SipResponse(200) { Contact = Contact(), Headers = Capabilities.Headers }
            : new SipResponse(500) { Headers = [new("Retry-After", Random.Shared.Next(11).ToString(CultureInfo.InvariantCulture))] };
    }

    private string Contact() => SipStack.Contact(_transaction.Flow, SipUri.EscapeUser(To), Dialog.WantsSecureContact(_invite));

    private static CallLeg Over(CallLeg leg, LegResult result, LegEndedBy by)
    {
        leg.Failed(new LegAnswer(result), by);
        return leg;
    }

    private static string User(ReadOnlySpan<byte> header) =>
        NameAddress.TryParse(header, out var address) ? Kept(SipUri.UserOf(address.Uri)) : "";

    /// <summary>A user as he can be kept: he may be named with a zero character (RFC 4475 section 3.1.1.4), which not every database takes.</summary>
    private static string Kept(string user) => user.Replace('\0', '\uFFFD');
}
