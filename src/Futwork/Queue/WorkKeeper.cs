using System.Collections.Concurrent;
using Futwork.Data;

namespace Futwork.Queue;

/// <summary>
/// Renews the leases of all that this node is at, those that are due in one statement, whatever the workers wait for at the time. So leases can be short, and
/// what a dead node held is taken up soon, however long a call, a model or a receiver takes.
/// </summary>
internal sealed partial class WorkKeeper(Database database, WorkQueue queue, DatabaseWatch watch, TimeProvider time, ILogger<WorkKeeper> logger) : BackgroundService
{
    /// <summary>For work that may be repeated: longer than a healthy process and its database are ever held up.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    /// <summary>How often each lease is renewed while it lasts.</summary>
    private const int RenewalsInLease = 5;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<Claim, Kept> _kept = new(ReferenceEqualityComparer.Instance);

    /// <summary>A <see cref="Lease"/> that is over says that its node is gone. Otherwise it would be done twice what nodes are at that could not reach the database.</summary>
    public bool MayRelease => watch.MayJudge(Lease);

    /// <summary>Keeps a claim until what is returned is disposed of. What is given up without being finished is due again, or ended by others, after its lease.</summary>
    /// <param name="claim">A claim just made.</param>
    /// <param name="lease">How long it lasts.</param>
    /// <param name="onLost">Told once when others have taken it over.</param>
    public IDisposable Keep(Claim claim, TimeSpan lease, Action? onLost = null)
    {
        var kept = new Kept(this, claim, lease, onLost) { TriedAt = time.GetTimestamp() };
        _kept[claim] = kept;
        return kept;
    }

    /// <summary>Our timestamp from which the claim's lease counts; null when it was not renewed since it was made.</summary>
    public long? RenewedAt(Claim claim) => _kept.TryGetValue(claim, out var kept) ? kept.RenewedAt : null;

    /// <summary>Renews those that are due for it, once.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        foreach (var alike in _kept.Values.Where(kept => time.GetElapsedTime(kept.TriedAt) >= kept.Lease / RenewalsInLease).GroupBy(kept => kept.Lease).ToList())
        {
            var now = time.GetTimestamp();
            var (renewed, busy) = await database.WriteVitalAsync(
                session => queue.RenewAsync(session, [.. alike.Select(kept => kept.Claim)], alike.Key), cancellationToken);
            var (ours, later) = (renewed.ToHashSet(ReferenceEqualityComparer.Instance), busy.ToHashSet(ReferenceEqualityComparer.Instance));
            foreach (var kept in alike.Where(kept => !later.Contains(kept.Claim)))
            {
                kept.TriedAt = now;
                if (ours.Contains(kept.Claim))
                    kept.RenewedAt = now;
                else if (_kept.TryRemove(kept.Claim, out _))
                    kept.OnLost?.Invoke();
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        time.RepeatAsync(Interval, RenewAsync, fault => LogFailed(fault.Message), stoppingToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Leases could not be renewed: {Reason}")]
    private partial void LogFailed(string reason);

    private sealed class Kept(WorkKeeper keeper, Claim claim, TimeSpan lease, Action? onLost) : IDisposable
    {
        private const long Never = long.MinValue;
        private long _renewedAt = Never;

        public Claim Claim => claim;

        public TimeSpan Lease => lease;

        public Action? OnLost => onLost;

        public long TriedAt { get; set; }

        /// <summary>Read by those who dial, on other threads.</summary>
        public long? RenewedAt
        {
            get => Volatile.Read(ref _renewedAt) is var at and not Never ? at : null;
            set => Volatile.Write(ref _renewedAt, value ?? Never);
        }

        public void Dispose() => keeper._kept.TryRemove(claim, out _);
    }
}
