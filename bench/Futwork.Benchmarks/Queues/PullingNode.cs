using Futwork.Calls;
using Futwork.Campaigns;
using Futwork.Data;
using Futwork.Hosting;
using Futwork.Queue;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Futwork.Benchmarks.Queues;

/// <summary>The parts of a node that pull work, wired as the server wires them, on a clock of the bench. Nothing runs by itself, and nobody is called.</summary>
internal sealed class PullingNode : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TimeProvider _clock;

    private PullingNode(WebApplication app, TimeProvider clock) => (_app, _clock) = (app, clock);

    public Database Database => Get<Database>();

    /// <param name="folder">Where it would keep files.</param>
    public static async Task<PullingNode> CreateAsync(string connectionString, string folder, TimeProvider clock)
    {
        var app = Program.Build(
            [$"--Database={connectionString}", $"--Data={folder}", "--Logging:LogLevel:Default=Error", "--Calls:FirstCalls=10000"],
            services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock)));
        var node = new PullingNode(app, clock);
        await node.Get<Migrator>().MigrateAsync();
        await node.Get<SecretBox>().LoadAsync(CancellationToken.None);
        return node;
    }

    /// <summary>Campaigns that have due orders and may call somebody at this hour, as <see cref="DialPump"/> looks for them.</summary>
    public Task<List<Campaign>> DueAsync() => Database.ReadAsync(Get<DueCampaigns>().FindAsync);

    /// <summary>A claim by itself.</summary>
    public Task<List<Claim>> ClaimAsync(string lane, int most, TimeSpan lease) =>
        Database.WriteAsync(session => Get<WorkQueue>().ClaimAsync(session, WorkKind.Dial, lane, most, lease));

    /// <summary>The whole round of a trunk.</summary>
    public Task<List<CallOrder>> TakeAsync(string workspaceId, string trunkId, IReadOnlyList<string> campaigns) =>
        Get<TrunkRound>().TakeAsync(workspaceId, trunkId, campaigns, CancellationToken.None);

    /// <summary>The orders are due again, behind all others.</summary>
    public Task GiveBackAsync(IEnumerable<Claim> claims) => Database.WriteAsync(async session =>
    {
        foreach (var claim in claims)
            await claim.RescheduleAsync(session, _clock.UnixNow());
    });

    /// <summary>Ends the calls of a round as busy. Their leads are due again behind all others, and so are those that the round put off: the next one finds the same mixture.</summary>
    public Task EndAsync(IReadOnlyList<CallOrder> orders, IReadOnlyList<string> campaigns)
    {
        foreach (var order in orders)
            Get<SlowStart>().GivenUp(order);
        return WriteEndsAsync(orders, campaigns);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task WriteEndsAsync(IReadOnlyList<CallOrder> orders, IReadOnlyList<string> campaigns) => Database.WriteAsync(async session =>
    {
        var now = _clock.UnixNow();
        await session.ExecuteAsync(
            $"""
            UPDATE calls SET status = 'busy', outcome = 'busy', ended_at = @now, updated_at = @now, trunk_fault = 0
            WHERE workspace_id = @WorkspaceId AND {session.Among("id", "ids")}
            """, new { orders[0].WorkspaceId, now, ids = orders.Select(order => order.CallSid).ToArray() });
        foreach (var order in orders)
            await order.Claim.RescheduleAsync(session, now);
        foreach (var campaign in orders.CountBy(order => order.CampaignId))
            await CampaignCounters.MoveAsync(session, (orders[0].WorkspaceId, campaign.Key), now, CampaignCounters.Calling, CampaignCounters.Waiting, campaign.Value);
        await session.ExecuteAsync(
            $"""
            UPDATE work SET due_at = @now, put_off_from = NULL, put_off_by = NULL WHERE workspace_id = @WorkspaceId AND id IN (
                SELECT id FROM work WHERE kind = 'dial' AND {session.Among("lane", "lanes")} AND state = 'ready' AND put_off_from IS NOT NULL{session.ForUpdateSkipLocked})
            """, new { orders[0].WorkspaceId, now, lanes = campaigns.ToArray() });
    });

    private T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();
}
