using Futwork.Realtime.Sip.Digest;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transactions;
using Futwork.Realtime.Sip.Transport;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>
/// A 2xx to an INVITE of which this process knows nothing: the node was killed between the two and is there again, and whoever answered would sit on a silent line until he
/// gives up repeating it (64·T1, RFC 3261 section 13.3.1.4). It is acknowledged and its dialog ended (section 13.2.2.4), by what the 2xx alone tells (section 12.1.2). That a
/// datagram bears a carrier's address proves little: what we say goes nowhere but there, and not often.
/// </summary>
internal sealed class StrayAnswers(SipStack stack)
{
    /// <summary>More than a node has calls answered in a second. A 2xx beyond them comes again. Each is remembered for 64·T1, which makes some 1,600 of them at most.</summary>
    public const int MostPerSecond = 50;

    /// <summary>Bytes of a head that no answer of a carrier needs: what is said of it is as long, and said eleven times where nobody answers (timers E and F).</summary>
    private const int LongestHead = 4096;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Dictionary<Stray, AnsweredForks> _released = [];
    private readonly Queue<(TimeSpan Until, Stray Stray)> _order = [];
    private TimeSpan _secondEnds;
    private int _begun;

    /// <summary>Acknowledges and hangs up, or acknowledges a repetition again; <c>false</c> when nothing was done.</summary>
    /// <param name="flow">Where the 2xx came from, and all that we say goes to.</param>
    /// <param name="answer">The 2xx.</param>
    public bool TryRelease(SipFlow flow, SipMessage answer)
    {
        var id = new DialogId(SipSyntax.Text(answer.CallId), SipSyntax.Text(answer.FromTag));
        Forget();
        if (answer.HeadLength > LongestHead || !IsOurs(flow, answer) || stack.Sessions.ContainsKey(id) || stack.Placed.ContainsKey(id)) return false;
        var stray = new Stray(id, SipSyntax.Text(answer.ToTag));
        if (_released.TryGetValue(stray, out var known)) return known.TryAckAgain(answer);
        if (Dialog.Target(answer) is not { } target || !MayBegin()) return false;
        CallLog.StrayAnswered(stack.Logger, id.CallId);
        Release(stray, Invite(answer, target), answer, flow);
        return true;
    }

    private void Release(Stray stray, SipRequest invite, SipMessage answer, SipFlow flow)
    {
        var answered = new AnsweredForks(stack, new DigestAuthorizer(credentials: null, stack.Transactions.NewTag));
        _released.Add(stray, answered);
        _order.Enqueue((stack.Now + SipTimers.Lifetime, stray));
        var dialog = Dialog.FromResponse(invite, stray.Id.LocalTag, answer, flow, isStray: true);
        answered.Ack(dialog, invite);
        answered.Release(dialog);
    }

    /// <summary>It comes from a carrier that is known as one at this moment, and answers a request that left from where we are.</summary>
    private bool IsOurs(SipFlow flow, SipMessage answer) =>
        !answer.ToTag.IsEmpty && System.Text.Ascii.EqualsIgnoreCase(answer.TopVia.SentBy, flow.LocalHostPort) && stack.Transactions.MayCall(flow.Remote.Address) is true;

    private bool MayBegin()
    {
        if (stack.Now >= _secondEnds) (_secondEnds, _begun) = (stack.Now + Second, 0);
        return ++_begun <= MostPerSecond;
    }

    private void Forget()
    {
        while (_order.TryPeek(out var oldest) && oldest.Until <= stack.Now) _released.Remove(_order.Dequeue().Stray);
    }

    /// <summary>What must have been asked.</summary>
    private static SipRequest Invite(SipMessage answer, string target) => new()
    {
        Method = SipMethod.Invite,
        Uri = target,
        From = SipSyntax.Text(answer.Value(SipHeader.From)),
        To = SipSyntax.Text(answer.Value(SipHeader.To)),
        CallId = SipSyntax.Text(answer.CallId),
        CSeq = answer.CSeq,
    };

    /// <summary>Each phone that answered has a tag of its own.</summary>
    private readonly record struct Stray(DialogId Id, string RemoteTag);
}
