using Futwork.Realtime.Sip.Digest;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Transport;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Sip.Gateways;

/// <summary>
/// Tells a registrar where we are (RFC 3261 section 10), again before that expires, and takes it back at the end. After a failure it waits
/// longer each time and never for the same time as others (RFC 5626 section 4.5).
/// </summary>
internal sealed class Registration(SipStack stack, GatewayDirectory gateways, RegistrationBook book, SipLineSetup setup, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    /// <summary>A connection that ends sooner has failed, although we were registered over it (RFC 5626 section 4.5).</summary>
    private static readonly TimeSpan LeastStay = TimeSpan.FromSeconds(120);

    /// <summary>Registrars lock out who tries wrong passwords often.</summary>
    private static readonly TimeSpan WaitAfterRefusal = TimeSpan.FromMinutes(2);

    private readonly SipExchange _exchange = new(stack, time);
    private DigestAuthorizer _authorizer = new(setup.Credentials, stack.Transactions.NewTag);
    private readonly string _callId = stack.Transactions.NewTag();
    private readonly string _tag = stack.Transactions.NewTag();
    private uint _cseq;
    private bool _outbound = stack.Options.InstanceId is not null;

    /// <summary>Where we are registered; calls to us come over its connection, which stays open for them.</summary>
    private Binding? Current
    {
        get;
        set
        {
            value?.Flow.Keep();
            field?.Flow.LetGo();
            field = value;
        }
    }

    /// <summary>Until stopped. Never faults.</summary>
    public async Task RunAsync(TimeSpan expiry, CancellationToken stop)
    {
        try
        {
            for (int failures = 0, losses = 0; ;)
            {
                var answer = await RegisterAsync(expiry, stop);
                var answered = time.GetTimestamp();
                failures = answer.Granted is null ? failures + 1 : 0;
                var isLost = await WaitAsync(Note(answer, failures), stop);
                losses = isLost && time.GetElapsedTime(answered) < LeastStay ? losses + 1 : 0;
                if (losses > 1) await RestAsync(losses - 1, stop);
            }
        }
        catch (OperationCanceledException)
        {
            if (Current is { } binding) await SendAsync(binding.Place, binding.Flow, TimeSpan.Zero, Farewell, CancellationToken.None);
            Current = null;
            book.Note(setup, RegistrationState.Ended);
        }
    }

    /// <summary>At the first gateway that answers.</summary>
    private async Task<Answer> RegisterAsync(TimeSpan expiry, CancellationToken stop)
    {
        var last = new Answer(Granted: null, Status: null, RetryAfter: null);
        foreach (var place in await gateways.FindAsync(setup.Gateways))
        {
            if (place.Flow(stack.Transports) is not { } flow) continue;
            last = await RegisterAsync(place, flow, expiry, stop);
            if (last.Status is { } status) gateways.Answered(place, status, last.RetryAfter);
            else gateways.Down(place, GatewayDirectory.Rest);
            if (last.Granted is not null) return last;
            // A nonce that did not let us in must not be what the next try begins with: the password may be right at the next gateway, or by then.
            _authorizer = new DigestAuthorizer(setup.Credentials, stack.Transactions.NewTag);
            if (last.Status is < 500) return last;
        }

        return last;
    }

    private async Task<Answer> RegisterAsync(GatewayPlace place, SipFlow flow, TimeSpan expiry, CancellationToken stop)
    {
        var sent = ContactUri(flow);
        var response = await SendAsync(place, flow, expiry, Patience, stop);
        // Interval Too Brief (RFC 3261 section 10.2.8): the registrar names the shortest that it takes.
        if (response is { Status: 423 } && Seconds(response.Text("Min-Expires")) is { } least && least > expiry)
            response = await SendAsync(place, flow, expiry = least, Patience, stop);
        if (response is { Status: 439 } && _outbound)
        {
            // First Hop Lacks Outbound Support (RFC 5626 section 11.6): registered as before that.
            _outbound = false;
            response = await SendAsync(place, flow, expiry, Patience, stop);
        }

        if (response is not { Status: >= 200 and < 300 }) return new Answer(null, response?.Status, GatewayDirectory.RestOf(response));
        var granted = Granted(response, ContactUri(flow)) ?? expiry;
        Current = new Binding(place, flow, sent);
        if (ContactUri(flow) != sent)
        {
            // The registrar sees us elsewhere than we thought, behind a NAT: that is where calls reach us.
            response = await SendAsync(place, flow, expiry, Patience, stop);
            if (response is not { Status: >= 200 and < 300 }) return new Answer(null, response?.Status, GatewayDirectory.RestOf(response));
            Current = new Binding(place, flow, ContactUri(flow));
            granted = Granted(response, ContactUri(flow)) ?? expiry;
        }

        GatewayLog.Registered(stack.Logger, place, granted.TotalSeconds);
        return new Answer(granted, response.Status, null);
    }

    private Task<SipMessage?> SendAsync(GatewayPlace place, SipFlow flow, TimeSpan expiry, TimeSpan patience, CancellationToken stop)
    {
        var authority = SipUri.Authority(place.Gateway.Host, place.Gateway.Port, place.Place.Transport);
        var scheme = setup.Secure ? "sips" : "sip";
        var address = $"<{scheme}:{SipUri.EscapeUser(setup.User)}@{setup.Domain ?? authority}>";
        var seconds = (long)expiry.TotalSeconds;
        var contact = $"<{ContactUri(flow)}>;expires={seconds}{Instance}";
        // The binding of a connection that is gone would make calls to us ring into nowhere until it expires.
        if (Current is { Contact: var before } && before != ContactUri(flow)) contact += $", <{before}>;expires=0";
        var request = new SipRequest
        {
            Method = SipMethod.Register,
            Uri = $"{scheme}:{setup.Domain ?? authority}",
            From = $"{address};tag={_tag}",
            To = address,
            CallId = _callId,
            CSeq = ++_cseq,
            Headers = [new("Contact", contact), new("Expires", $"{seconds}"), new("Allow", SipMethods.Allowed), new("User-Agent", stack.Options.UserAgent)],
        };
        if (_outbound) request.Headers.Add(new("Supported", "path, outbound"));
        return SendAsync(request, flow, patience, stop);
    }

    /// <summary>Who we are among those that register this address (RFC 5626 section 4.1), each with one flow.</summary>
    private string Instance => _outbound ? $";+sip.instance=\"<urn:uuid:{stack.Options.InstanceId}>\";reg-id=1" : "";

    private async Task<SipMessage?> SendAsync(SipRequest request, SipFlow flow, TimeSpan patience, CancellationToken stop)
    {
        try
        {
            return await _exchange.SendAsync(request, flow, _authorizer, patience, stop);
        }
        finally
        {
            // A challenge has taken further numbers, even of a request that nobody waits for any more.
            _cseq = request.CSeq;
        }
    }

    /// <returns>How long to wait.</returns>
    private TimeSpan Note(Answer answer, int failures)
    {
        if (answer.Granted is { } granted)
        {
            book.Note(setup, RegistrationState.Registered, answer.Status, granted, Current?.Flow.Remote.Address);
            return granted * (0.7 + (0.1 * Random.Shared.NextDouble()));
        }

        var refused = answer.Status is >= 400 and < 500 and not 408;
        var wait = Backoff(refused ? WaitAfterRefusal : FirstWait, failures);
        if (answer.RetryAfter > wait) wait = answer.RetryAfter.Value;
        Current = null;
        book.Note(setup, refused ? RegistrationState.Refused : RegistrationState.Failed, answer.Status);
        GatewayLog.NotRegistered(stack.Logger, setup.Gateways[0].Host, answer.Status is { } status ? $"SIP {status}" : "no answer", wait.TotalSeconds);
        return wait;
    }

    private static TimeSpan Backoff(TimeSpan first, int failures)
    {
        var wait = first * Math.Pow(2, Math.Min(failures, 10) - 1);
        return (wait < LongestWait ? wait : LongestWait) * (0.75 + (0.5 * Random.Shared.NextDouble()));
    }

    /// <summary>The registrar takes us and closes the connection, again and again: it is left alone for longer each time.</summary>
    private async Task RestAsync(int losses, CancellationToken stop)
    {
        var wait = Backoff(FirstWait, losses);
        book.Note(setup, RegistrationState.Failed);
        GatewayLog.NotRegistered(stack.Logger, setup.Gateways[0].Host, "the connection was closed", wait.TotalSeconds);
        await Task.Delay(wait, time, stop);
    }

    /// <summary>Until it is time again, or at once when the connection that calls would come over is gone. NATs are kept open meanwhile.</summary>
    /// <returns>It is gone.</returns>
    private async Task<bool> WaitAsync(TimeSpan wait, CancellationToken stop)
    {
        for (var left = wait; left > TimeSpan.Zero; left -= KeepAliveInterval)
        {
            var step = Task.Delay(left < KeepAliveInterval ? left : KeepAliveInterval, time, stop);
            if (Current is not { } binding)
            {
                await step;
                continue;
            }

            if (await Task.WhenAny(step, binding.Flow.Ended) != step) return true;
            await step;
            if (!binding.Flow.IsReliable) binding.Flow.Send("\r\n\r\n"u8.ToArray());
        }

        return false;
    }

    private string ContactUri(SipFlow flow) => SipStack.Contact(flow, SipUri.EscapeUser(setup.User), setup.Secure)[1..^1];

    /// <summary>What the registrar made of our wish: of our own binding, or of all.</summary>
    private static TimeSpan? Granted(SipMessage response, string contact)
    {
        var own = response.Elements(SipHeader.Contact).Find(c => c.Contains(contact, StringComparison.OrdinalIgnoreCase));
        if (own is not null && NameAddress.TryParse(System.Text.Encoding.UTF8.GetBytes(own), out var binding)
            && SipSyntax.TryParameter(binding.Parameters, "expires"u8, out var expires) && Seconds(SipSyntax.Text(expires)) is { } seconds) return seconds;
        return Seconds(response.Text("Expires"));
    }

    private static TimeSpan? Seconds(string? text) =>
        text is not null && SipSyntax.TryNumber(System.Text.Encoding.ASCII.GetBytes(text.Trim()), out var seconds) && seconds > 0 ? TimeSpan.FromSeconds(seconds) : null;

    private sealed record Binding(GatewayPlace Place, SipFlow Flow, string Contact);

    private sealed record Answer(TimeSpan? Granted, int? Status, TimeSpan? RetryAfter);
}
