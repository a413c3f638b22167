using Futwork.Realtime.Sip.Transactions;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>
/// Notices that a session has died although nobody hung up (RFC 4028 section 10): the side that refreshes does so halfway, and
/// again at half of what is left; the session is over when no refresh went through shortly before its time is up.
/// </summary>
/// <param name="stack">What the session belongs to.</param>
/// <param name="refresh">It is for us to refresh, now.</param>
/// <param name="expired">The session has died.</param>
internal sealed class SessionTimer(SipStack stack, Action refresh, Action expired) : Timed
{
    private static readonly TimeSpan MostMargin = TimeSpan.FromSeconds(32);
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(10);

    private TimeSpan _expiresAt;
    private bool _refreshes;

    /// <summary>What was agreed last; null when no timer runs.</summary>
    public SessionInterval? Agreed { get; private set; }

    /// <summary>A session was begun or refreshed on these terms; null stops the timer.</summary>
    public void Agree(SessionInterval? terms, bool weAsked)
    {
        Agreed = terms;
        if (terms is not { } agreed)
        {
            Stop();
            return;
        }

        var length = agreed.Length < SessionInterval.Shortest ? SessionInterval.Shortest : agreed.Length;
        _refreshes = weAsked == (agreed.Refresher != Refresher.Uas);
        _expiresAt = stack.Now + length - (length / 3 < MostMargin ? length / 3 : MostMargin);
        stack.Timers.Set(this, _refreshes ? stack.Now + (length / 2) : _expiresAt);
    }

    public void Stop() => stack.Timers.Cancel(this);

    internal override void OnDue()
    {
        if (stack.Now >= _expiresAt)
        {
            expired();
            return;
        }

        var left = _expiresAt - stack.Now;
        stack.Timers.Set(this, _refreshes && left > 2 * LeastPause ? stack.Now + (left / 2) : _expiresAt);
        refresh();
    }
}
