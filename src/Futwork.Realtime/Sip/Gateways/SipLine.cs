using Futwork.Realtime.Sip.Digest;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Sdp;

namespace Futwork.Realtime.Sip.Gateways;

/// <summary>One line to a carrier between calls: asks its gateways whether they live, and keeps us registered.</summary>
internal sealed class SipLine : IAsyncDisposable
{
    /// <summary>How long a gateway may take to answer an OPTIONS.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly SipStack _stack;
    private readonly GatewayDirectory _gateways;
    private readonly SipLineSetup _setup;
    private readonly TimeProvider _time;
    private readonly SipExchange _exchange;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public SipLine(SipStack stack, GatewayDirectory gateways, RegistrationBook registrations, SipLineSetup setup, TimeProvider time)
    {
        (_stack, _gateways, _setup, _time) = (stack, gateways, setup, time);
        _exchange = new SipExchange(stack, time);
        List<Task> running = [];
        if (setup.Qualify is { } interval) running.AddRange(setup.Gateways.Select(g => QualifyAsync(g, interval)));
        if (setup.Register is { } expiry) running.Add(new Registration(stack, gateways, registrations, setup, time).RunAsync(expiry, _stop.Token));
        _running = Task.WhenAll(running);
    }

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task QualifyAsync(SipGateway gateway, TimeSpan interval)
    {
        try
        {
            while (true)
            {
                foreach (var place in await _gateways.FindAsync([gateway])) await AskAsync(place, interval);
                await Task.Delay(interval * (0.9 + (0.2 * Random.Shared.NextDouble())), _time, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The line is not kept any more.
        }
    }

    /// <summary>Any final response means that the gateway lives: many refuse OPTIONS. One that asks for rest is given it all the same.</summary>
    private async Task AskAsync(GatewayPlace place, TimeSpan interval)
    {
        var flow = place.Flow(_stack.Transports);
        var response = flow is null
            ? null
            : await _exchange.SendAsync(Options(place, flow), flow, new DigestAuthorizer(_setup.Credentials, _stack.Transactions.NewTag), Patience, _stop.Token);
        if (response is null) _gateways.Down(place, interval * 2);
        else _gateways.Answered(place, response.Status, GatewayDirectory.RestOf(response));
        GatewayLog.Asked(_stack.Logger, place, response?.Status);
    }

    private SipRequest Options(GatewayPlace place, Transport.SipFlow flow)
    {
        var authority = SipUri.Authority(place.Gateway.Host, place.Gateway.Port, place.Place.Transport);
        var user = SipUri.EscapeUser(_setup.User);
        return new SipRequest
        {
            Method = SipMethod.Options,
            Uri = "sip:" + authority + (place.Place.Transport == SipTransport.Tls ? ";transport=tls" : ""),
            From = $"<sip:{user}@{_setup.Domain ?? SipUri.BracketHost(place.Gateway.Host)}>;tag={_stack.Transactions.NewTag()}",
            To = $"<sip:{authority}>",
            CallId = _stack.Transactions.NewTag(),
            CSeq = 1,
            Headers = [new("Contact", SipStack.Contact(flow, user, _setup.Secure)), new("Accept", SdpDescription.ContentType), new("User-Agent", _stack.Options.UserAgent)],
        };
    }
}
