using System.Net;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Realtime.Sip;

namespace Futwork.Trunks;

/// <summary>
/// Which addresses calls may come from. What is known is kept: however many strangers call, they make the database answer one question every two seconds, and a
/// carrier whose address was looked up once is let in without asking the resolver again. Safe to use from any thread.
/// </summary>
internal sealed class KnownCallers(Database database, SecretFields secrets, SipUserAgent agent, TimeProvider time) : IDisposable
{
    /// <summary>How long a trunk that another node was told of may stay unknown here.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _reading = new(1);
    private volatile Known? _known;
    private int _isAsked;

    /// <summary>How often the trunks were read.</summary>
    public int Reads { get; private set; }

    /// <summary>Whether some trunk takes calls from there; which, and whether this one, the database decides.</summary>
    public async Task<bool> IsKnownAsync(IPAddress source, CancellationToken cancellationToken) =>
        Look(source) ?? (await RenewAsync(cancellationToken)).Allows(source);

    /// <summary>The same without waiting; null where it has to be found out, which then is begun.</summary>
    public bool? Knows(IPAddress source)
    {
        var known = Look(source);
        if (known is null && Interlocked.Exchange(ref _isAsked, 1) == 0)
            _ = Task.Run(FindOutAsync);
        return known;
    }

    /// <summary>Whether this trunk, as it is in the database now, takes calls from there.</summary>
    public async Task<bool> AllowsAsync((string WorkspaceId, string TrunkId, string Settings, string Inbound) trunk, IPAddress source, CancellationToken cancellationToken) =>
        (_known is { } known && known.Trunks.TryGetValue(trunk, out var sources) && sources.Allow(source))
        || (await TrunkSources.ReadAsync(agent, secrets, trunk.WorkspaceId, trunk.Settings, trunk.Inbound, cancellationToken)).Allow(source);

    /// <summary>A trunk was changed: the next stranger is looked up anew. Who was known stays so until then, since strangers may be many.</summary>
    public void Forget() => _known = _known is { } known ? known with { IsChanged = true } : null;

    public void Dispose() => _reading.Dispose();

    private bool? Look(IPAddress source)
    {
        if (_known is not { } known)
            return null;
        if (known.Allows(source))
            return true;
        return IsFresh(known) ? false : null;
    }

    private bool IsFresh(Known known) => !known.IsChanged && time.GetElapsedTime(known.ReadAt) < Fresh;

    private async Task<Known> RenewAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            // Whoever waited has been served by the one before him.
            if (_known is not { } read || !IsFresh(read))
                _known = read = await ReadAsync(time.GetTimestamp(), CancellationToken.None);
            return read;
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task FindOutAsync()
    {
        try
        {
            await RenewAsync(CancellationToken.None);
        }
        catch (Exception)
        {
            // The next one asks again, and whose call waits for it hears of the fault.
        }
        finally
        {
            Volatile.Write(ref _isAsked, 0);
        }
    }

    private async Task<Known> ReadAsync(long now, CancellationToken cancellationToken)
    {
        Reads++;
        var trunks = await database.ReadAsync(session => session.QueryAsync<Trunk>(
            "SELECT * FROM trunks t WHERE archived_at IS NULL AND EXISTS (SELECT 1 FROM trunk_numbers n WHERE n.workspace_id = t.workspace_id AND n.trunk_id = t.id)"), cancellationToken);
        var sources = await Task.WhenAll(trunks.Select(trunk => TrunkSources.ReadAsync(agent, secrets, trunk.WorkspaceId, trunk.Settings, trunk.Inbound, cancellationToken)));
        return new Known(now, trunks.Zip(sources).ToDictionary(pair => (pair.First.WorkspaceId, pair.First.Id, pair.First.Settings, pair.First.Inbound), pair => pair.Second));
    }

    private sealed record Known(long ReadAt, IReadOnlyDictionary<(string WorkspaceId, string TrunkId, string Settings, string Inbound), TrunkSources> Trunks)
    {
        /// <summary>A trunk was changed since.</summary>
        public bool IsChanged { get; init; }

        public bool Allows(IPAddress source) => Trunks.Values.Any(trunk => trunk.Allow(source));
    }
}
