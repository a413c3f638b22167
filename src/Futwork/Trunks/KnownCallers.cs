using System.Net;
using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Trunks;

/// <summary>
/// Which addresses calls may come from. What is known is kept: however many strangers call, they make the database answer one question every two seconds, and a
/// carrier whose address was looked up once is let in without asking the resolver again. Safe to use from any thread.
/// </summary>
internal sealed class KnownCallers(Database database, SecretFields secrets, TimeProvider time) : IDisposable
{
    /// <summary>How long a trunk that another node was told of may stay unknown here.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _reading = new(1);
    private volatile Known? _known;

    /// <summary>How often the trunks were read.</summary>
    public int Reads { get; private set; }

    /// <summary>Whether some trunk takes calls from there; which, and whether this one, the database decides.</summary>
    public async Task<bool> IsKnownAsync(IPAddress source, CancellationToken cancellationToken)
    {
        if (_known is { } known && (known.Allows(source) || IsFresh(known)))
            return known.Allows(source);
        await _reading.WaitAsync(cancellationToken);
        try
        {
            // Whoever waited has been served by the one before him.
            if (_known is not { } read || !IsFresh(read))
                _known = read = await ReadAsync(time.GetTimestamp(), CancellationToken.None);
            return read.Allows(source);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Whether this trunk, as it is in the database now, takes calls from there.</summary>
    public async Task<bool> AllowsAsync((string WorkspaceId, string TrunkId, string Settings, string Inbound) trunk, IPAddress source, CancellationToken cancellationToken) =>
        (_known is { } known && known.Trunks.TryGetValue(trunk, out var sources) && sources.Allow(source))
        || (await TrunkSources.ReadAsync(secrets, trunk.WorkspaceId, trunk.Settings, trunk.Inbound, cancellationToken)).Allow(source);

    /// <summary>A trunk was changed: the next stranger is looked up anew.</summary>
    public void Forget() => _known = null;

    public void Dispose() => _reading.Dispose();

    private bool IsFresh(Known known) => time.GetElapsedTime(known.ReadAt) < Fresh;

    private async Task<Known> ReadAsync(long now, CancellationToken cancellationToken)
    {
        Reads++;
        var trunks = await database.ReadAsync(session => session.QueryAsync<Trunk>(
            "SELECT * FROM trunks t WHERE archived_at IS NULL AND EXISTS (SELECT 1 FROM trunk_numbers n WHERE n.workspace_id = t.workspace_id AND n.trunk_id = t.id)"), cancellationToken);
        var sources = await Task.WhenAll(trunks.Select(trunk => TrunkSources.ReadAsync(secrets, trunk.WorkspaceId, trunk.Settings, trunk.Inbound, cancellationToken)));
        return new Known(now, trunks.Zip(sources).ToDictionary(pair => (pair.First.WorkspaceId, pair.First.Id, pair.First.Settings, pair.First.Inbound), pair => pair.Second));
    }

    private sealed record Known(long ReadAt, IReadOnlyDictionary<(string WorkspaceId, string TrunkId, string Settings, string Inbound), TrunkSources> Trunks)
    {
        public bool Allows(IPAddress source) => Trunks.Values.Any(trunk => trunk.Allow(source));
    }
}
