using System.Collections.Concurrent;
using System.Net;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Sip.Gateways;

/// <summary>How the registrations of this agent stand.</summary>
internal sealed class RegistrationBook(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Entry> _states = new(StringComparer.OrdinalIgnoreCase);

    public RegistrationHealth Of(SipLineSetup setup) => _states.GetValueOrDefault(Key(setup))?.Health ?? new RegistrationHealth(RegistrationState.Pending, time.GetUtcNow());

    /// <summary>The address of the registrar that knows where we are; null: none does.</summary>
    public IPAddress? RegistrarOf(SipLineSetup setup) => _states.GetValueOrDefault(Key(setup))?.Registrar;

    public void Note(SipLineSetup setup, RegistrationState state, int? status = null, TimeSpan? expiry = null, IPAddress? registrar = null)
    {
        var now = time.GetUtcNow();
        _states[Key(setup)] = new Entry(new RegistrationHealth(state, now, now + expiry, status), registrar);
    }

    /// <summary>The address that is registered, and where.</summary>
    private static string Key(SipLineSetup setup) => $"{setup.User}@{setup.Domain} {string.Join(' ', setup.Gateways.Select(g => $"{g.Host}:{g.Port}/{g.Transport}"))}";

    private sealed record Entry(RegistrationHealth Health, IPAddress? Registrar);
}
