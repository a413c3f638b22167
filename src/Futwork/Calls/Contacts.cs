using Futwork.Data;

namespace Futwork.Calls;

/// <summary>When persons were called lately, by any campaign of their workspace: what their contact cap counts.</summary>
internal sealed class Contacts
{
    private readonly Dictionary<string, List<long>> _byPhone = new(StringComparer.Ordinal);

    /// <summary>When a person was called, unix milliseconds, in no order.</summary>
    public IReadOnlyCollection<long> Of(string phone) => _byPhone.TryGetValue(phone, out var times) ? times : [];

    /// <summary>They are called.</summary>
    public void Add(string phone, DateTimeOffset at)
    {
        if (!_byPhone.TryGetValue(phone, out var times))
            _byPhone[phone] = times = [];
        times.Add(at.ToUnixTimeMilliseconds());
    }

    /// <summary>Reads about persons that are not known yet. A call that may have rung counts, and one that is on its way.</summary>
    public async Task LookUpAsync(Session session, string workspaceId, IEnumerable<string> phones, long since)
    {
        string[] unknown = [.. phones.Where(phone => !_byPhone.ContainsKey(phone)).Distinct(StringComparer.Ordinal)];
        foreach (var phone in unknown)
            _byPhone[phone] = [];
        if (unknown.Length == 0)
            return;
        var calls = await session.QueryAsync<(string Phone, long At)>(
            $"""
            SELECT to_number, dial_at FROM calls
            WHERE workspace_id = @workspaceId AND {session.Among("to_number", "unknown")} AND dial_at >= @since AND direction = @Outbound AND unheard = 0
            """, new { workspaceId, unknown, since, CallDirection.Outbound });
        foreach (var (phone, at) in calls)
            _byPhone[phone].Add(at);
    }
}
