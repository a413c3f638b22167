using System.Globalization;
using System.Security.Cryptography;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transactions;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>One provisional response of ours that is repeated until its PRACK comes (RFC 3262 section 3).</summary>
internal sealed class ReliableProvisional(SipStack stack, InviteServerTransaction transaction, uint inviteCSeq) : Timed
{
    private readonly int _number = RandomNumberGenerator.GetInt32(1, int.MaxValue);
    private SipResponse? _response;
    private Action? _gaveUp;
    private TimeSpan _interval = SipTimers.T1;
    private TimeSpan _givesUpAt;

    /// <summary>Sends it; <paramref name="gaveUp"/> hears when no PRACK came within 64·T1.</summary>
    public void Send(SipResponse response, Action gaveUp)
    {
        (_response, _gaveUp) = (response with { Headers = [.. response.Headers, new("Require", Extensions.Reliable), new("RSeq", Text(_number))] }, gaveUp);
        _givesUpAt = stack.Now + SipTimers.Lifetime;
        transaction.Respond(_response);
        stack.Timers.Set(this, stack.Now + _interval);
    }

    /// <summary>Takes a PRACK; <c>false</c> when it is not for this response.</summary>
    public bool TryAcknowledge(SipMessage prack)
    {
        if (SipSyntax.Text(prack.Value(SipHeader.RAck)) != $"{Text(_number)} {inviteCSeq.ToString(CultureInfo.InvariantCulture)} INVITE") return false;
        Stop();
        return true;
    }

    public void Stop() => stack.Timers.Cancel(this);

    internal override void OnDue()
    {
        if (stack.Now >= _givesUpAt)
        {
            _gaveUp!();
            return;
        }

        transaction.Respond(_response!);
        _interval *= 2;
        stack.Timers.Set(this, stack.Now + _interval < _givesUpAt ? stack.Now + _interval : _givesUpAt);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
