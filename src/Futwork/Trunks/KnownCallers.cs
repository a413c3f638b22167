using System.Net;
using Futwork.Data;
using Futwork.Hosting;

namespace Futwork.Trunks;

/// <summary>
/// Which addresses calls may come from at all, over whatever trunk. What is known is kept and serves only to turn strangers away: however many
/// call, they make the database answer one question every two seconds. Safe to use from any thread.
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

    /// <summary>A trunk was changed: the next stranger is looked up anew.</summary>
    public void Forget() => _known = null;

    public void Dispose() => _reading.Dispose();

    private bool IsFresh(Known known) => time.GetElapsedTime(known.ReadAt) < Fresh;

    private async Task<Known> ReadAsync(long now, CancellationToken cancellationToken)
    {
        Reads++;
        var trunks = await database.ReadAsync(session => session.QueryAsync<Trunk>(
            "SELECT * FROM trunks t WHERE archived_at IS NULL AND EXISTS (SELECT 1 FROM trunk_numbers n WHERE n.workspace_id = t.workspace_id AND n.trunk_id = t.id)"), cancellationToken);
        return new Known(now, await Task.WhenAll(trunks.Select(trunk => TrunkSources.ReadAsync(secrets, trunk.WorkspaceId, trunk.Settings, trunk.Inbound, cancellationToken))));
    }

    private sealed record Known(long ReadAt, TrunkSources[] Trunks)
    {
        public bool Allows(IPAddress source) => Array.Exists(Trunks, trunk => trunk.Allow(source));
    }
}
