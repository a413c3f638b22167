using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transport;

namespace Futwork.Realtime.Sip.Transactions;

/// <summary>Finds the transaction of each message, or begins one (RFC 3261 sections 17.1.3 and 17.2.3). The gate guards it.</summary>
internal sealed class TransactionLayer(TimerQueue timers, SipWriter writer, SipCounters counters)
{
    private const int TagBytes = 9;

    /// <summary>Seconds that a caller above the limit is asked to wait.</summary>
    private const string RetryAfter = "10";

    private readonly Dictionary<TransactionKey, ClientTransaction> _clients = [];
    private readonly Dictionary<string, ServerTransaction> _servers = new(StringComparer.Ordinal);
    private readonly Dictionary<CallKey, InviteServerTransaction> _calls = [];
    private readonly CallerLimit _callers = new();
    private readonly byte[] _random = new byte[64 * TagBytes];
    private int _randomUsed = int.MaxValue;
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(TagBytes);

    public TimerQueue Timers => timers;

    public SipWriter Writer => writer;

    public SipCounters Counters => counters;

    public TimeSpan Now => timers.Now;

    public int Count => _clients.Count + _servers.Count;

    /// <summary>A new request; INVITE among them.</summary>
    public required Action<SipMessage, ServerTransaction> OnRequest { get; init; }

    /// <summary>A CANCEL and the INVITE it means, which may have had its final response already.</summary>
    public required Action<InviteServerTransaction> OnCancel { get; init; }

    /// <summary>The ACK of a 2xx.</summary>
    public required Action<SipMessage> OnAck { get; init; }

    /// <summary>Whether calls may come from an address; null where nobody knows at this moment.</summary>
    public Func<IPAddress, bool?> MayCall { get; init; } = static _ => null;

    /// <summary>A 2xx to an INVITE that no transaction waits for, and where it came from.</summary>
    public Action<SipFlow, SipMessage>? OnStrayAnswer { get; init; }

    /// <summary>72 random bits, as text. They are drawn for many at once: one draw costs as much as dozens.</summary>
    public string NewTag()
    {
        if (_randomUsed >= _random.Length)
        {
            RandomNumberGenerator.Fill(_random);
            _randomUsed = 0;
        }

        var tag = Base64Url.EncodeToString(_random.AsSpan(_randomUsed, TagBytes));
        _randomUsed += TagBytes;
        return tag;
    }

    /// <summary>The tag of an answer that is not remembered: the same whenever the same request comes (RFC 3261 section 8.2.7).</summary>
    public string TagOf(SipMessage request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(_secret);
        hash.AppendData(request.CallId);
        hash.AppendData(request.Value(SipHeader.CSeq));
        hash.AppendData(request.TopVia.Branch);
        return Base64Url.EncodeToString(hash.GetHashAndReset().AsSpan(0, TagBytes));
    }

    /// <summary>Answers a request and remembers nothing of it: should it come again, it is answered again.</summary>
    public void RespondOnce(SipFlow flow, SipMessage request, SipResponse response)
    {
        counters.NotRemembered();
        flow.AnswersTo(request.TopVia).Send(new SipResponseTemplate(request, flow.Remote, writer).Write(writer, response with { ToTag = TagOf(request) }));
    }

    /// <param name="mayLeave">See <see cref="ClientTransaction.MayLeave"/>.</param>
    public InviteClientTransaction Invite(SipRequest request, SipFlow flow, ResponseHandler handler, Func<bool>? mayLeave = null) =>
        Begin(new InviteClientTransaction(this, request, flow, NewBranch(), handler) { MayLeave = mayLeave });

    public void Request(SipRequest request, SipFlow flow, ResponseHandler handler) =>
        Begin(new NonInviteClientTransaction(this, request, flow, NewBranch(), handler));

    /// <summary>Cancels <paramref name="invite"/>, on its own branch.</summary>
    public void Cancel(InviteClientTransaction invite, string? reason)
    {
        Begin(new NonInviteClientTransaction(this, invite.Request!.Cancel(reason), invite.Flow, invite.Branch, static (_, _) => { }));
        invite.ExpectFinalResponse();
    }

    /// <summary>Cancels <paramref name="lost"/>, whose connection is gone and which may go on ringing at the peer, over another one.</summary>
    public void Cancel(InviteClientTransaction lost, SipFlow over) =>
        Begin(new NonInviteClientTransaction(this, lost.Request!.Cancel(reason: null), over, lost.Branch, static (_, _) => { }, lost.Flow.LocalHostPort));

    /// <summary>Sends a request that has no transaction of its own: the ACK of a 2xx.</summary>
    public byte[] SendAck(SipRequest ack, SipFlow flow)
    {
        var bytes = ack.Write(writer, flow.Protocol, flow.LocalHostPort, NewBranch());
        flow.Send(bytes);
        return bytes;
    }

    public void Receive(SipFlow flow, SipMessage message)
    {
        if (message.IsRequest) ReceiveRequest(flow, message);
        else if (_clients.TryGetValue(new TransactionKey(SipSyntax.Text(message.TopVia.Branch), message.Method), out var client))
        {
            client.Flow.Learn(message.TopVia);
            client.OnResponse(message);
        }
        else if (message is { Method: SipMethod.Invite, Status: >= 200 and < 300 } && OnStrayAnswer is { } stray) stray(flow, message);
        else counters.NotMatched();
    }

    /// <summary>What could be read of a message that is none: a request is told what is wrong with it.</summary>
    public void ReceiveMalformed(SipFlow flow, SipMessage message, SipParseError error)
    {
        if (MalformedRequest.Answer(message, error) is { } answer) RespondOnce(flow, message, answer);
    }

    /// <summary>A transaction waits for something over this connection.</summary>
    public bool Uses(SipFlow flow) => _clients.Values.Any(t => t.Flow == flow) || _servers.Values.Any(t => t.Flow == flow);

    /// <summary>The connection is gone, and with it every transaction that used it.</summary>
    public void FlowFailed(SipFlow flow)
    {
        foreach (var client in _clients.Values.Where(t => t.Flow == flow).ToList()) client.OnTransportFailed();
        foreach (var server in _servers.Values.Where(t => t.Flow == flow).ToList()) server.OnTransportFailed();
    }

    internal void Remove(ClientTransaction transaction)
    {
        timers.Cancel(transaction);
        _clients.Remove(transaction.Key);
    }

    internal void Remove(ServerTransaction transaction)
    {
        timers.Cancel(transaction);
        _servers.Remove(transaction.Key);
        if (transaction is not InviteServerTransaction invite) return;
        Leave(invite, answered: false);
        if (invite.Call is { } call && _calls.GetValueOrDefault(call) == invite) _calls.Remove(call);
    }

    /// <summary>A peer's call does not count as open any more: we answered it, or its transaction is over.</summary>
    internal void Leave(InviteServerTransaction invite, bool answered)
    {
        if (invite.Source is not { } source) return;
        invite.Source = null;
        _callers.Leave(source, answered);
    }

    private T Begin<T>(T transaction)
        where T : ClientTransaction
    {
        _clients[transaction.Key] = transaction;
        transaction.Start();
        return transaction;
    }

    private void ReceiveRequest(SipFlow flow, SipMessage request)
    {
        if (request.Method == SipMethod.Ack)
        {
            ReceiveAck(request);
            return;
        }

        var key = ServerKey(request, request.Method);
        if (_servers.TryGetValue(key, out var known)) known.OnRetransmission();
        else if (OversizedRequest.Answer(request) is { } refusal) RespondOnce(flow, request, refusal);
        else if (request.Method == SipMethod.Cancel) ReceiveCancel(flow, request, key);
        else if (request.Method == SipMethod.Invite) ReceiveInvite(flow, request, key);
        else Hand(request, Remember(new NonInviteServerTransaction(this, request, flow, key)));
    }

    private void ReceiveInvite(SipFlow flow, SipMessage invite, string key)
    {
        var source = invite.ToTag.IsEmpty ? CallerLimit.SourceOf(flow.Remote.Address) : null;
        var mayCall = source is null ? null : MayCall(flow.Remote.Address);
        if (source is not null && !_callers.TryEnter(source, mayCall is true))
        {
            counters.TurnedAway();
            RespondOnce(flow, invite, new SipResponse(503) { Headers = [new("Retry-After", RetryAfter)] });
            return;
        }

        Ring(invite, Remember(new InviteServerTransaction(this, invite, flow, key) { Source = source, IsForbidden = mayCall is false }));
    }

    /// <summary>A call that a proxy has forked to us over several paths is one call: it rings once (RFC 3261 section 8.2.2.2).</summary>
    private void Ring(SipMessage invite, InviteServerTransaction transaction)
    {
        if (transaction.Call is { } call)
        {
            if (_calls.TryGetValue(call, out var first) && !first.IsRefused)
            {
                transaction.Respond(482);
                return;
            }

            _calls[call] = transaction;
        }

        Hand(invite, transaction);
    }

    /// <summary>A fault of ours must not leave a request without an answer, nor its transaction without an end.</summary>
    private void Hand(SipMessage request, ServerTransaction transaction)
    {
        try
        {
            OnRequest(request, transaction);
        }
        catch
        {
            if (!transaction.IsFinal) transaction.Respond(500);
            throw;
        }
    }

    /// <summary>A peer may send the ACK of a 2xx on the INVITE's own branch (as RFC 2543 had it): it is the dialog's all the same.</summary>
    private void ReceiveAck(SipMessage ack)
    {
        var failed = _servers.TryGetValue(ServerKey(ack, SipMethod.Invite), out var known) && known is InviteServerTransaction { IsAccepted: false };
        if (failed) ((InviteServerTransaction)known!).OnAck();
        else OnAck(ack);
    }

    private void ReceiveCancel(SipFlow flow, SipMessage request, string key)
    {
        var cancel = Remember(new NonInviteServerTransaction(this, request, flow, key));
        if (_servers.TryGetValue(ServerKey(request, SipMethod.Invite), out var known) && known is InviteServerTransaction invite)
        {
            cancel.Respond(200);
            OnCancel(invite);
        }
        else cancel.RespondOnce(new SipResponse(481) { ToTag = TagOf(request) });
    }

    private T Remember<T>(T transaction)
        where T : ServerTransaction
    {
        _servers[transaction.Key] = transaction;
        return transaction;
    }

    private string NewBranch() => "z9hG4bK" + NewTag();

    /// <summary>Senders that follow RFC 2543 give no unique branch: then Call-ID, CSeq number, From tag and Via stand for it.</summary>
    private static string ServerKey(SipMessage request, SipMethod method)
    {
        var via = request.TopVia;
        return via.Branch.Length > ViaValue.MagicCookie.Length && via.Branch.StartsWith(ViaValue.MagicCookie)
            ? $"{SipSyntax.Text(via.Branch)} {SipSyntax.Text(via.SentBy)} {(int)method}"
            : $"{SipSyntax.Text(request.CallId)} {request.CSeq} {SipSyntax.Text(request.FromTag)} {SipSyntax.Text(via.SentBy)} {(int)method}";
    }
}

/// <summary>What a response names its request by (RFC 3261 section 17.1.3).</summary>
internal readonly record struct TransactionKey(string Branch, SipMethod Method);
