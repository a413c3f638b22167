using System.Collections.Concurrent;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Sip.Gateways;

/// <summary>How the registrations of this agent stand.</summary>
internal sealed class RegistrationBook(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, RegistrationHealth> _states = new(StringComparer.OrdinalIgnoreCase);

    public RegistrationHealth Of(SipLineSetup setup) => _states.GetValueOrDefault(Key(setup)) ?? new RegistrationHealth(RegistrationState.Pending, time.GetUtcNow());

    public void Note(SipLineSetup setup, RegistrationState state, int? status = null, TimeSpan? expiry = null)
    {
        var now = time.GetUtcNow();
        _states[Key(setup)] = new RegistrationHealth(state, now, now + expiry, status);
    }

    /// <summary>The address that is registered, and where.</summary>
    private static string Key(SipLineSetup setup) => $"{setup.User}@{setup.Domain} {string.Join(' ', setup.Gateways.Select(g => $"{g.Host}:{g.Port}/{g.Transport}"))}";
}
