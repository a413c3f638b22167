using System.Net;
using System.Text.Json;
using Futwork.Data;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Trunks;

namespace Futwork.Trunks;

/// <summary>
/// Which addresses are those of carriers, and which of them calls may come from. What is known is kept: however many strangers call, they make the database answer one question
/// every two seconds, and a carrier whose address was looked up once is let in without asking the resolver again. Safe to use from any thread.
/// </summary>
internal sealed class KnownCallers(Database database, SipUserAgent agent, TimeProvider time) : IDisposable
{
    /// <summary>How long what was read of the trunks serves: a trunk that another node was told of may stay unknown here for so long.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    /// <summary>How long a trunk's host is looked up at most, so that a name which nobody answers for keeps no other trunk's calls waiting.</summary>
    public static readonly TimeSpan LongestLookUp = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _reading = new(1);
    private volatile Known? _known;
    private int _changes;
    private int _isAsked;

    /// <summary>How often the trunks were read.</summary>
    public int Reads { get; private set; }

    /// <summary>Whether some trunk takes calls from there; which, and whether this one, the database decides.</summary>
    public async Task<bool> IsKnownAsync(IPAddress source, CancellationToken cancellationToken) =>
        Look(static (known, address) => known.Allows(address), source) ?? (await RenewAsync(cancellationToken)).Allows(TrunkSources.Plain(source));

    /// <summary>Whether some trunk's carrier is there, also one that is only called, without waiting; null where it has to be found out, which then is begun.</summary>
    public bool? Knows(IPAddress source)
    {
        var knows = Look(static (known, address) => known.Knows(address), source);
        if (knows is null && Interlocked.Exchange(ref _isAsked, 1) == 0)
            _ = Task.Run(FindOutAsync);
        return knows;
    }

    /// <summary>Whether this trunk, as it is in the database now, takes calls from there.</summary>
    public async Task<bool> AllowsAsync((string WorkspaceId, string TrunkId, string Settings, string Inbound) trunk, IPAddress source, CancellationToken cancellationToken) =>
        (_known?.Of(trunk.WorkspaceId, trunk.TrunkId) is { } known && known.AreOf(trunk.Settings, trunk.Inbound) && known.Allow(source))
        || (await FindAsync(trunk, cancellationToken)).Allow(source);

    /// <summary>A trunk was changed: the next stranger is looked up anew. Who was known stays so until then, since strangers may be many.</summary>
    public void Forget() => Interlocked.Increment(ref _changes);

    public void Dispose() => _reading.Dispose();

    private bool? Look(Func<Known, IPAddress, bool> isOne, IPAddress source)
    {
        if (_known is not { } known)
            return null;
        if (isOne(known, TrunkSources.Plain(source)))
            return true;
        return IsFresh(known) ? false : null;
    }

    private bool IsFresh(Known known) => known.Changes == Volatile.Read(ref _changes) && time.GetElapsedTime(known.ReadAt) < Fresh;

    private async Task<Known> RenewAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            // Whoever waited has been served by the one before him.
            if (_known is not { } read || !IsFresh(read))
                _known = read = await ReadAsync(CancellationToken.None);
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

    private async Task<Known> ReadAsync(CancellationToken cancellationToken)
    {
        Reads++;
        // Before the read: a trunk that is changed meanwhile may not be in it.
        var changes = Volatile.Read(ref _changes);
        var trunks = await database.ReadAsync(session => session.QueryAsync<Trunk>("SELECT * FROM trunks WHERE archived_at IS NULL"), cancellationToken);
        var sources = await Task.WhenAll(trunks.Select(trunk => FindAsync((trunk.WorkspaceId, trunk.Id, trunk.Settings, trunk.Inbound), cancellationToken)));
        return new Known(time.GetTimestamp(), changes, trunks.Zip(sources).ToDictionary(pair => (pair.First.WorkspaceId, pair.First.Id), pair => pair.Second));
    }

    /// <summary>From where a trunk's calls come. Its host is looked up as for calls that go out; where that takes too long it is where it was before, or nowhere until it is looked up again.</summary>
    private async Task<TrunkSources> FindAsync((string WorkspaceId, string TrunkId, string Settings, string Inbound) trunk, CancellationToken cancellationToken)
    {
        // Where it is is no secret.
        var lookUp = SipCarrier.SourcesAsync(agent, JsonElement.Parse(trunk.Settings));
        IReadOnlyList<IPAddress> hosts;
        try
        {
            hosts = await lookUp.WaitAsync(LongestLookUp, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            hosts = _known?.Of(trunk.WorkspaceId, trunk.TrunkId) is { } before && before.HasHostsOf(trunk.Settings) ? before.Hosts : [];
        }

        return new TrunkSources(trunk.Settings, trunk.Inbound, hosts);
    }

    /// <summary>What was read of all trunks. It is asked for each call and connection of a stranger, however many trunks there are.</summary>
    private sealed class Known(long readAt, int changes, IReadOnlyDictionary<(string WorkspaceId, string TrunkId), TrunkSources> trunks)
    {
        private readonly HashSet<IPAddress> _hosts = [.. trunks.Values.SelectMany(trunk => trunk.Hosts)];
        private readonly HashSet<IPAddress> _callers = [.. trunks.Values.SelectMany(trunk => trunk.Callers)];
        private readonly IPNetwork[] _ranges = [.. trunks.Values.SelectMany(trunk => trunk.Ranges).Distinct()];

        /// <summary>When that was; its look-ups have taken their time before.</summary>
        public long ReadAt { get; } = readAt;

        /// <summary>How many changes of trunks we had heard of.</summary>
        public int Changes { get; } = changes;

        public TrunkSources? Of(string workspaceId, string trunkId) => trunks.GetValueOrDefault((workspaceId, trunkId));

        public bool Allows(IPAddress source) => _callers.Contains(source) || IsListed(source);

        public bool Knows(IPAddress source) => _hosts.Contains(source) || IsListed(source);

        private bool IsListed(IPAddress source) => Array.Exists(_ranges, range => range.Contains(source));
    }
}
