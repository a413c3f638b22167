using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transactions;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>Keeps a session alive (RFC 4028 section 10): by UPDATE where the peer takes one, else by a re-INVITE that changes nothing.</summary>
internal sealed class SessionRefresh
{
    private readonly InDialogRequest _requests;
    private readonly Reinvitation _reinvitation;
    private readonly CallMedia _media;
    private readonly string _contact;
    private readonly Action _dead;
    private readonly SessionTimer _timer;
    private bool _updating;
    private bool _over;
    private TimeSpan _asked;

    /// <param name="stack">What the session belongs to.</param>
    /// <param name="requests">Sends the UPDATE.</param>
    /// <param name="reinvitation">Sends the re-INVITE.</param>
    /// <param name="media">The session's sound.</param>
    /// <param name="contact">Our Contact.</param>
    /// <param name="dead">The peer is gone.</param>
    public SessionRefresh(SipStack stack, InDialogRequest requests, Reinvitation reinvitation, CallMedia media, string contact, Action dead)
    {
        _requests = requests;
        _reinvitation = reinvitation;
        _media = media;
        _contact = contact;
        _dead = dead;
        _timer = new SessionTimer(stack, Refresh, dead);
    }

    /// <summary>The peer answers to UPDATE.</summary>
    public bool PeerUpdates { get; set; }

    /// <summary>A timer was agreed on: a peer that is gone is noticed by it.</summary>
    public bool IsTimed => _timer.Agreed is not null;

    /// <inheritdoc cref="SessionTimer.Agree"/>
    public void Agree(SessionInterval? terms, bool weAsked) => _timer.Agree(terms, weAsked);

    /// <summary>The session is over. What still comes changes nothing.</summary>
    public void Stop()
    {
        _over = true;
        _timer.Stop();
    }

    private void Refresh()
    {
        if (_timer.Agreed is { } agreed) Refresh(agreed.Length);
    }

    private void Refresh(TimeSpan length)
    {
        if (_updating || _reinvitation.IsBusy) return;
        _asked = length;
        var interval = new SessionInterval(length, Refresher.Uac);
        if (PeerUpdates)
        {
            _updating = true;
            _requests.Update(_contact, interval, OnResponse);
        }
        else _reinvitation.Start(_media.Repeat, interval, OnResponse);
    }

    /// <summary>Of a connection that failed nothing follows (RFC 3261 section 8.1.3.1 has it mean 503): the session is refreshed again before its time is over.</summary>
    private void OnResponse(SipMessage? response, TransactionFailure failure)
    {
        var updated = _updating;
        _updating = false;
        if (_over || failure is TransactionFailure.Transport) return;
        if (response is null or { Status: 408 or 481 }) _dead();
        else if (response is { Status: 422 } && SessionInterval.Least(response) is { } least && least > _asked)
        {
            // Once: a peer that raises the bar each time would have us send for ever.
            if (_asked == _timer.Agreed?.Length) Refresh(least);
        }
        else if (response.Status < 300)
        {
            if (!response.Body.IsEmpty) _media.TryStart(response.Body);
            _timer.Agree(SessionInterval.Of(response), weAsked: true);
        }
        else if (updated && IsRefusal(response.Status))
        {
            PeerUpdates = false;
            Refresh(_asked);
        }
    }

    /// <summary>The peer takes no UPDATE, whatever its Allow said. A challenge, an interval that is too short and a collision are about this one alone.</summary>
    private static bool IsRefusal(int status) => status is >= 400 and < 600 and not (401 or 407 or 422 or 491);
}
