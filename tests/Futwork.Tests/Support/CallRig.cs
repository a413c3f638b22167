using Futwork.Calls;
using Futwork.Data;
using Futwork.Outcomes;
using Futwork.Queue;
using Futwork.Realtime.Speech;
using Futwork.Realtime.Telephony;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Futwork.Tests.Support;

/// <summary>A node that can call: the parts of the path, a carrier that the test plays, and engines that need no sound.</summary>
internal sealed record CallRig(PathRig Rig, Seeds Seeds, ScriptedCarrier Carrier)
{
    public static Action<IServiceCollection> Replace(ScriptedCarrier carrier) => services =>
    {
        services.RemoveAll<ICarrier>().AddSingleton<ICarrier>(carrier);
        services.RemoveAll<ISpeechToText>().AddSingleton<ISpeechToText>(provider => new ScriptedEars(provider.GetRequiredService<TimeProvider>()));
        services.RemoveAll<ITextToSpeech>().AddSingleton<ITextToSpeech>(provider => new ScriptedVoice(provider.GetRequiredService<TimeProvider>()));
    };

    /// <summary>Leases are renewed where that is due, the calls of dead nodes are ended, then one look of the pump.</summary>
    public async Task LookAsync()
    {
        await Rig.Get<WorkKeeper>().RenewAsync(CancellationToken.None);
        await Rig.Get<LostCalls>().LookAsync(CancellationToken.None);
        await Rig.Get<DialPump>().LookAsync(claim: true, CancellationToken.None);
    }

    /// <summary>The database answers the node's question for its time.</summary>
    /// <param name="startedAgo">Since when it has been up.</param>
    public void Hear(TimeSpan startedAgo)
    {
        var (now, asked) = (Rig.Time.GetUtcNow(), Rig.Time.GetTimestamp());
        Rig.Get<DatabaseWatch>().Saw(now, now - startedAgo, asked, asked);
    }

    /// <summary>One round of the trunk: claims what may be dialled, and dials nobody.</summary>
    public Task<List<CallOrder>> TakeAsync() =>
        Rig.Get<TrunkRound>().TakeAsync(Seeds.Workspace, Seeds.Trunk, [Seeds.Campaign], CancellationToken.None);

    /// <summary>A whole call to the lead that is due, from the claim to what follows from its end.</summary>
    public async Task MakeCallAsync(CallEnding ending) => await EndAsync((await TakeAsync()).ShouldHaveSingleItem(), ending);

    /// <summary>A claimed call leaves, if it ever does, and ends so.</summary>
    /// <param name="order">Which.</param>
    /// <param name="ending">Null: nobody answers.</param>
    public Task EndAsync(CallOrder order, CallEnding? ending = null)
    {
        ending ??= CallEndings.Unanswered(new LegAnswer(LegResult.NoAnswer), null);
        var journal = Rig.Get<CallJournals>().Open(order);
        if (!ending.NeverLeft)
            journal.Initiated("provider-1");
        if (ending.Answered)
            journal.Answered("provider-1");
        return journal.EndAsync(ending, recording: null);
    }

    /// <summary>The person of a lead calls us and is answered, from then to what follows from the end of it.</summary>
    public async Task CallInAsync(string lead, CallEnding ending)
    {
        var call = await Seeds.CallAsync(lead, CallStatus.InProgress);
        await Rig.ExecuteAsync("UPDATE calls SET direction = 'inbound', answered_at = @Now WHERE id = @call", new { Rig.Now, call });
        await Rig.Database.WriteAsync(async session =>
        {
            var claim = await Rig.Get<WorkQueue>().HoldAsync(session, NewWork.Take(Seeds.Workspace, Seeds.Campaign, call, Rig.Now), TimeSpan.FromSeconds(30));
            await Call.EndAsync(session, Seeds.Workspace, call, ending, recording: null, Rig.Now);
            await Rig.Get<Settlement>().SettleAsync(session, claim, new CallOfLead(call, lead, IsInbound: true), ending);
        });
    }

    /// <summary>Analyses what is due.</summary>
    public async Task<int> AnalyseAsync()
    {
        var started = await Rig.Get<CallAnalysis>().StartDueAsync(CancellationToken.None);
        await Task.WhenAll(started);
        return started.Count;
    }

    /// <summary>Waits until the end of every call is written.</summary>
    public async Task IdleAsync()
    {
        using var limit = new CancellationTokenSource(Eventually.Patience);
        while (Rig.Get<LiveCalls>().Count > 0)
            await Rig.Get<WorkSignal>().WaitAsync("dial", TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
    }

    /// <summary>Moves the clock until it has happened, never faster than real time, in which calls are written and take their places; what runs on real threads is waited for.</summary>
    public Task EventuallyAsync(Func<bool> happened, Func<Task>? meanwhile = null) => Eventually.HappensAsync(() => Task.FromResult(happened()), async () =>
    {
        Rig.Time.Advance(10);
        if (meanwhile is not null)
            await meanwhile();
    });

    /// <summary>Whoever writes so on PostgreSQL waits first, for however long it takes, until whoever called this lets them go on.</summary>
    /// <param name="write">What a trigger stands before, such as <c>INSERT ON calls FOR EACH STATEMENT</c>.</param>
    /// <param name="holder">Another node on the same database, which holds them up.</param>
    /// <returns>They go on.</returns>
    public async Task<Func<Task>> HoldUpAsync(string write, CallRig holder)
    {
        await Rig.ExecuteAsync(
            $"""
            CREATE FUNCTION hold_up() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN PERFORM set_config(''lock_timeout'', ''0'', true); PERFORM pg_advisory_xact_lock(1); RETURN NEW; END';
            CREATE TRIGGER hold_up BEFORE {write} EXECUTE FUNCTION hold_up();
            """);
        return await holder.StandStillAsync(session => session.ExecuteAsync("SELECT pg_advisory_xact_lock(1)"));
    }

    /// <summary>Waits until so many transactions wait for what others have locked.</summary>
    public Task HeldUpAsync(int count) => Eventually.HappensAsync(async () => await HeldUpAsync() == count);

    /// <summary>How many transactions wait for what others have locked.</summary>
    public Task<long> HeldUpAsync() =>
        Rig.ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");

    /// <summary>It stands still in a transaction, with what it holds in there.</summary>
    /// <returns>It goes on.</returns>
    public async Task<Func<Task>> StandStillAsync(Func<Session, Task> hold)
    {
        var locked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var standing = Rig.Database.WriteAsync(async session =>
        {
            await hold(session);
            locked.SetResult();
            await goOn.Task;
        });
        await locked.Task;
        return () =>
        {
            goOn.SetResult();
            return standing;
        };
    }

    public Task<Call?> CallAsync(string? id = null) =>
        Rig.Database.ReadAsync(session => session.FirstOrDefaultAsync<Call>("SELECT * FROM calls WHERE @id IS NULL OR id = @id ORDER BY id", new { id }));

    public Task<Work?> WorkAsync(string kind = "dial") =>
        Rig.Database.ReadAsync(session => session.FirstOrDefaultAsync<Work>("SELECT state, due_at, attempts, fence FROM work WHERE kind = @kind", new { kind }));

    public Task<Progress?> ProgressAsync() =>
        Rig.Database.ReadAsync(session => session.FirstOrDefaultAsync<Progress>("SELECT status, outcome, attempts FROM lead_progress"));

    public Task<List<string>> DeliveriesAsync() =>
        Rig.Database.ReadAsync(session => session.QueryAsync<string>("SELECT call_status FROM deliveries ORDER BY seq"));

    public sealed record Work(string State, long DueAt, long Attempts, long Fence);

    public sealed record Progress(string Status, string? Outcome, long Attempts);
}
