using System.Collections.Concurrent;
using System.Net;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Naming;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Sip.Gateways;

/// <summary>Where gateways are and whether they live. Safe to use from any thread.</summary>
internal sealed class GatewayDirectory(SipLocator locator, TimeProvider time)
{
    /// <summary>Without an OPTIONS to tell, a gateway that failed is tried last for so long.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(60);

    /// <summary>The longest rest that is given for an answer to OPTIONS or REGISTER: what a gateway says in passing must not take it out of service for long.</summary>
    public static readonly TimeSpan LongestRest = TimeSpan.FromHours(1);

    private const int MaxRemembered = 10_000;

    private readonly ConcurrentDictionary<string, Health> _health = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Host, int Port, SipTransport? Transport, string Tls), IReadOnlyList<GatewayPlace>> _places = new();

    /// <summary>How long an answer to OPTIONS or REGISTER asks for rest, <see cref="LongestRest"/> at most; null: it does not, or there is none.</summary>
    public static TimeSpan? RestOf(SipMessage? response)
    {
        var asked = response is null ? null : RetryAfterHeader.Delay(response);
        return asked > LongestRest ? LongestRest : asked;
    }

    /// <summary>The places of gateways that are given as addresses, in the order to try them; null when a name is among them.</summary>
    public IReadOnlyList<GatewayPlace>? Known(IReadOnlyList<SipGateway> gateways)
    {
        List<GatewayPlace> places = [];
        foreach (var gateway in gateways.Count == 1 ? gateways : [.. gateways.OrderBy(g => g.Priority)])
        {
            if (locator.Known(gateway.Host, gateway.Port, gateway.Transport) is not { } found) return null;
            GatewayPlace[] known = [.. found.Select(place => new GatewayPlace(gateway, place))];
            places.AddRange(known);
            _places.TryAdd(KeyOf(gateway), known);
        }

        return places.Count == 1 ? places : Order(places);
    }

    /// <summary>Every place of these gateways, in the order to try them; empty when none is found. Never faults.</summary>
    public async Task<IReadOnlyList<GatewayPlace>> FindAsync(IReadOnlyList<SipGateway> gateways) =>
        Order((await Task.WhenAll(gateways.OrderBy(g => g.Priority).Select(FindAsync))).SelectMany(p => p));

    /// <summary>Every address that these gateways go by; empty when none is found. Never faults.</summary>
    public async Task<IReadOnlyList<IPAddress>> AddressesAsync(IReadOnlyList<SipGateway> gateways)
    {
        var found = await Task.WhenAll(gateways.Select(g => locator.AddressesAsync(g.Host, g.Port, g.Transport)));
        return [.. found.SelectMany(addresses => addresses).Distinct()];
    }

    /// <summary>It answered, whatever it said. One that asks for rest by a 503 (RFC 3261 section 21.5.4) gets it: others go first until then, whatever else it answers meanwhile.</summary>
    /// <param name="place">Who answered.</param>
    /// <param name="status">The final status.</param>
    /// <param name="retryAfter">From its Retry-After header, as far as that is heeded.</param>
    public void Answered(GatewayPlace place, int status, TimeSpan? retryAfter)
    {
        var now = time.GetUtcNow();
        Note(place, new Health(now, status, DownUntil: null, RestsUntil: status == 503 ? now + retryAfter : null));
    }

    /// <summary>It did not answer: others go first until then, or until it answers.</summary>
    public void Down(GatewayPlace place, TimeSpan rest)
    {
        var now = time.GetUtcNow();
        Note(place, new Health(now, Status: null, now + rest, RestsUntil: null));
    }

    /// <summary>A gateway is up when any of its places is.</summary>
    public GatewayHealth HealthOf(SipGateway gateway)
    {
        int? port = gateway.Port == 0 ? null : gateway.Port;
        var known = (_places.GetValueOrDefault(KeyOf(gateway)) ?? []).Select(p => _health.GetValueOrDefault(p.Key)).OfType<Health>().ToList();
        if (known.Count == 0) return new GatewayHealth(gateway.Host, port, GatewayState.Unknown);
        var best = known.OrderBy(h => IsDown(h)).ThenByDescending(h => h.At).First();
        return new GatewayHealth(gateway.Host, port, IsDown(best) ? GatewayState.Down : GatewayState.Up, best.At, best.Status);
    }

    private async Task<IReadOnlyList<GatewayPlace>> FindAsync(SipGateway gateway)
    {
        var found = await locator.FindAsync(gateway.Host, gateway.Port, gateway.Transport);
        if (_places.Count >= MaxRemembered) _places.Clear();
        return _places[KeyOf(gateway)] = [.. found.Select(place => new GatewayPlace(gateway, place))];
    }

    private List<GatewayPlace> Order(IEnumerable<GatewayPlace> places) =>
        [.. places.OrderBy(p => _health.GetValueOrDefault(p.Key) is { } health && IsDown(health))];

    private void Note(GatewayPlace place, Health seen)
    {
        if (!_health.ContainsKey(place.Key) && _health.Count >= MaxRemembered) _health.Clear();
        _health.AddOrUpdate(place.Key, static (_, now) => now, static (_, before, now) => before.RestsUntil > (now.RestsUntil ?? now.At) ? now with { RestsUntil = before.RestsUntil } : now, seen);
    }

    private bool IsDown(Health health) => health.DownUntil > time.GetUtcNow() || health.RestsUntil > time.GetUtcNow();

    private static (string Host, int Port, SipTransport? Transport, string Tls) KeyOf(SipGateway gateway) => (gateway.Host, gateway.Port, gateway.Transport, gateway.Tls.Key);

    /// <param name="At">When it was last heard of.</param>
    /// <param name="Status">What it said then; null: nothing.</param>
    /// <param name="DownUntil">It said nothing; an answer ends that.</param>
    /// <param name="RestsUntil">It asked to be left alone; nothing but the time ends that.</param>
    private sealed record Health(DateTimeOffset At, int? Status, DateTimeOffset? DownUntil, DateTimeOffset? RestsUntil);
}
