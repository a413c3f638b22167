using System.Collections.Concurrent;
using Futwork.Realtime.Sip.Naming;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Sip.Gateways;

/// <summary>Where gateways are and whether they live. Safe to use from any thread.</summary>
internal sealed class GatewayDirectory(SipLocator locator, TimeProvider time)
{
    /// <summary>Without an OPTIONS to tell, a gateway that failed is tried last for so long.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(60);

    private const int MaxRemembered = 10_000;

    private readonly ConcurrentDictionary<string, Health> _health = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Host, int Port, SipTransport? Transport, string Tls), IReadOnlyList<GatewayPlace>> _places = new();

    /// <summary>The places of gateways that are given as addresses, in the order to try them; null when a name is among them.</summary>
    public IReadOnlyList<GatewayPlace>? Known(IReadOnlyList<SipGateway> gateways)
    {
        List<GatewayPlace> places = [];
        foreach (var gateway in gateways.Count == 1 ? gateways : [.. gateways.OrderBy(g => g.Priority)])
        {
            if (SipLocator.Known(gateway.Host, gateway.Port, gateway.Transport) is not { } place) return null;
            places.Add(new GatewayPlace(gateway, place));
            _places.TryAdd(KeyOf(gateway), [places[^1]]);
        }

        return places.Count == 1 ? places : Order(places);
    }

    /// <summary>Every place of these gateways, in the order to try them; empty when none is found. Never faults.</summary>
    public async Task<IReadOnlyList<GatewayPlace>> FindAsync(IReadOnlyList<SipGateway> gateways) =>
        Order((await Task.WhenAll(gateways.OrderBy(g => g.Priority).Select(FindAsync))).SelectMany(p => p));

    /// <summary>It answered, whatever it said.</summary>
    public void Answered(GatewayPlace place, int status) => _health[place.Key] = new Health(time.GetUtcNow(), status, DownUntil: null);

    /// <summary>It did not answer, or wants some rest: others go first until then.</summary>
    public void Down(GatewayPlace place, TimeSpan rest, int? status = null)
    {
        if (_health.Count >= MaxRemembered) _health.Clear();
        var now = time.GetUtcNow();
        _health[place.Key] = new Health(now, status, now + rest);
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

    private bool IsDown(Health health) => health.DownUntil > time.GetUtcNow();

    private static (string Host, int Port, SipTransport? Transport, string Tls) KeyOf(SipGateway gateway) => (gateway.Host, gateway.Port, gateway.Transport, gateway.Tls.Key);

    private sealed record Health(DateTimeOffset At, int? Status, DateTimeOffset? DownUntil);
}
