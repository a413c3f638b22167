using System.Diagnostics;
using System.Globalization;
using Futwork.Tests.Support;

namespace Futwork.Benchmarks.Kill;

/// <summary>Nodes, a database, a line and a receiver, all processes of their own; what lives is hit until the number of kills is reached.</summary>
internal sealed class KillRun(KillOptions options, string folder, TextWriter output) : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeProvider Time = TimeProvider.System;

    /// <summary>After so many kills it says how far it is.</summary>
    private const int KillsPerLine = 50;

    private readonly PostgresServer _postgres = new(durable: true);
    private readonly List<KillNode> _nodes = [];
    private readonly List<Child> _farEnds = [];
    private readonly KillDiary _diary = new(folder);
    private readonly List<Task> _returns = [];
    private readonly Random _random = new(options.Seed);
    private readonly (int Line, int Receiver) _ports = (Ports.Free(), Ports.Free());
    private DateTimeOffset _databaseSeen = Time.GetUtcNow();
    private int _kills;
    private int _databaseKills;
    private int _pauses;
    private int _stops;
    private int _forced;
    private int _deaths;

    private string LineLog => Path.Combine(folder, "line.jsonl");

    private string ReceiverLog => Path.Combine(folder, "receiver.jsonl");

    /// <param name="enough">Ends the kills before all are done.</param>
    /// <param name="cancellationToken">Ends everything.</param>
    public async Task<KillReport> RunAsync(CancellationToken enough, CancellationToken cancellationToken)
    {
        var database = $"{await _postgres.CreateDatabaseAsync()};Maximum Pool Size={options.Pool}";
        for (var i = 1; i <= options.Nodes; i++)
            _nodes.Add(new KillNode(i, folder, database, Ports.Free(), Ports.Free()));
        using var client = new KillClient(_nodes, options);
        await StartAllAsync(client, cancellationToken);
        var campaign = await StartFarEndsAsync(client);
        var pushing = client.RunAsync(campaign, cancellationToken);
        var began = Time.GetTimestamp();
        await KillAsync(client, enough, cancellationToken);
        await Task.WhenAll(_returns);
        var recovered = Time.GetUtcNow();
        client.ReleaseLast(_kills == options.Kills ? options.Leads : client.Released);
        await pushing;
        await output.WriteLineAsync($"{_kills} kills in {Time.GetElapsedTime(began).TotalSeconds:0} s, {client.Pushed.Count} leads pushed; waiting for the last word of each.");
        return await SettleAsync(client, recovered, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        foreach (var child in _farEnds)
            await child.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    /// <summary>All at once: on an empty database one of them migrates, the others wait for it. Where there is another build, a node of this one first, which is the newer.</summary>
    private async Task StartAllAsync(KillClient client, CancellationToken cancellationToken)
    {
        var alone = options.Other is null ? 0 : 1;
        foreach (var node in _nodes.Take(alone))
            await StartAsync(node, ServerBuild.This, client, cancellationToken);
        await Task.WhenAll(_nodes.Skip(alone).Select(node => StartAsync(node, AnyBuild(), client, cancellationToken)));
    }

    private async Task<string> StartFarEndsAsync(KillClient client)
    {
        var (campaign, secret) = await client.SetUpAsync(_ports.Line, _ports.Receiver);
        string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
        var lineConsole = Path.Combine(folder, "line.log");
        _farEnds.Add(Child.Start(lineConsole, null, "futwork-simulator.dll", "exchange", "--port", Text(_ports.Line), "--log", LineLog));
        _farEnds.Add(Child.Start(
            ReceiverLog, Path.Combine(folder, "receiver.log"), "futwork-simulator.dll", "receive", "--port", Text(_ports.Receiver), "--secret", secret));
        await SaysAsync(lineConsole, "The exchange answers");
        await SaysAsync(ReceiverLog, "receiver.ready");
        return campaign;
    }

    /// <summary>Waits until a far end has written that it is there: who calls it before would take the line for a broken one.</summary>
    private static Task SaysAsync(string file, string words) =>
        Eventually.HappensAsync(async () => File.Exists(file) && (await File.ReadAllTextAsync(file)).Contains(words, StringComparison.Ordinal));

    private async Task KillAsync(KillClient client, CancellationToken enough, CancellationToken cancellationToken)
    {
        while (_kills < options.Kills && !enough.IsCancellationRequested)
        {
            client.Release((int)((long)options.Leads * (_kills + 1) / (options.Kills + 1)));
            var pause = Math.Clamp(-Math.Log(1 - _random.NextDouble()), 0.1, 3) * options.PauseMs;
            await Task.Delay(TimeSpan.FromMilliseconds(pause), cancellationToken);
            await KeepDatabaseAsync();
            await KeepNodesAsync(client, cancellationToken);
            if (await HitAsync(client, cancellationToken) && ++_kills % KillsPerLine == 0)
                await output.WriteLineAsync($"{_kills} kills, {client.Pushed.Count} leads pushed, load {MachineLoad.OfFiveMinutes:0.0}");
            _returns.RemoveAll(task => task.IsCompletedSuccessfully);
        }
    }

    /// <summary>A database that ended by itself is started again, as whoever keeps it running would.</summary>
    private async Task KeepDatabaseAsync()
    {
        if (_postgres.HasEnded)
        {
            await output.WriteLineAsync($"PostgreSQL ended by itself and is started again; it had said:\n{_postgres.LastWords}");
            await _postgres.RestartAsync();
            _diary.Away(_databaseSeen);
        }

        _databaseSeen = Time.GetUtcNow();
    }

    /// <summary>A node that died by itself is told of, and started again as one that was killed.</summary>
    private async Task KeepNodesAsync(KillClient client, CancellationToken cancellationToken)
    {
        foreach (var node in _nodes)
        {
            if (node.DiedWith is not { } code)
                continue;
            _deaths++;
            node.IsAway = true;
            await output.WriteLineAsync($"The node at {node.Source} ended by itself with code {code}.");
            _diary.Gone(node, $"died by itself, code {code}");
            _returns.Add(ComeBackAsync(node, node.Build, client, TimeSpan.Zero, cancellationToken));
        }
    }

    /// <returns>It was a kill.</returns>
    private async Task<bool> HitAsync(KillClient client, CancellationToken cancellationToken)
    {
        // On a busy machine nodes need long to start: who is not there cannot be hit.
        var awake = _nodes.Where(node => !node.IsAway).ToList();
        if (awake.Count == 0)
            return false;
        if (_random.Next(100) < options.Databases)
        {
            await HitDatabaseAsync(cancellationToken);
            return true;
        }

        var node = awake[_random.Next(awake.Count)];
        node.IsAway = true;
        if (options.Graceful > 0 && _random.Next(100) < options.Graceful)
        {
            _stops++;
            _returns.Add(ReplaceAsync(node, client, cancellationToken));
            return false;
        }

        if (_random.Next(100) < options.Paused)
        {
            _pauses++;
            await node.SignalAsync("STOP");
            _diary.Gone(node, "stands still");
            _returns.Add(GoOnAsync(node, TimeSpan.FromSeconds(KillNode.LeaseSeconds + 1 + _random.NextDouble() * 3), cancellationToken));
            return false;
        }

        await node.KillAsync();
        _diary.Gone(node, "killed");
        _returns.Add(ComeBackAsync(node, AnyBuild(), client, TimeSpan.FromMilliseconds(_random.Next(1000)), cancellationToken));
        return true;
    }

    private ServerBuild AnyBuild() => options.Other is { } other && _random.Next(2) == 1 ? other : ServerBuild.This;

    private async Task StartAsync(KillNode node, ServerBuild build, KillClient client, CancellationToken cancellationToken)
    {
        await node.StartAsync(build, client.Http, cancellationToken);
        _diary.Started(node, build);
        node.IsAway = false;
    }

    private async Task GoOnAsync(KillNode node, TimeSpan after, CancellationToken cancellationToken)
    {
        await Task.Delay(after, cancellationToken);
        await node.SignalAsync("CONT");
        _diary.GoesOn(node);
        node.IsAway = false;
    }

    private async Task ComeBackAsync(KillNode node, ServerBuild build, KillClient client, TimeSpan after, CancellationToken cancellationToken)
    {
        await Task.Delay(after, cancellationToken);
        await StartAsync(node, build, client, cancellationToken);
    }

    /// <summary>As an operator upgrades a node, or takes it back: told to stop, left to finish its calls, and started with the other build.</summary>
    private async Task ReplaceAsync(KillNode node, KillClient client, CancellationToken cancellationToken)
    {
        _diary.Leaves(node);
        if (!await node.StopAsync())
            Interlocked.Increment(ref _forced);
        _diary.Gone(node, "stopped");
        await StartAsync(node, node.Build == ServerBuild.This && options.Other is { } other ? other : ServerBuild.This, client, cancellationToken);
    }

    /// <summary>Half the time the whole server, as a power cut would; else one of its processes, at which it throws out everybody and recovers.</summary>
    private async Task HitDatabaseAsync(CancellationToken cancellationToken)
    {
        _databaseKills++;
        var from = Time.GetUtcNow();
        if (_random.Next(2) == 0)
        {
            await _postgres.CrashAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(1500)), cancellationToken);
            await _postgres.RestartAsync();
        }
        else
        {
            await KillOneProcessAsync();
            // It notices within moments and needs about a second to recover.
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            await _postgres.ReviveAsync();
        }

        _diary.Away(from);
    }

    private async Task KillOneProcessAsync()
    {
        var children = _postgres.Children();
        if (children.Count == 0)
            return;
        using var kill = Process.Start("kill", ["-KILL", children[_random.Next(children.Count)].ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private async Task<KillReport> SettleAsync(KillClient client, DateTimeOffset recovered, CancellationToken cancellationToken)
    {
        // What takes longer than it may is waited for all the same, as long as something happens: to be late is another fault than to be lost.
        var (last, lastAt) = (-1, recovered);
        while (true)
        {
            var checker = Check(client);
            if (checker.Seen > last)
                (last, lastAt) = (checker.Seen, Time.GetUtcNow());
            if ((checker.AllSettledAt() is not null && checker.AllTold) || Time.GetUtcNow() - lastAt > Limit)
                break;
            await KeepNodesAsync(client, cancellationToken);
            // To look means to read the logs from their beginning, which takes a processor of the nodes.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(500, options.Leads / 20)), cancellationToken);
        }

        // Whatever should not happen any more would happen now.
        await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
        var (calls, posts) = (KillLog.ReadLine(LineLog), KillLog.ReadPosts(ReceiverLog));
        var final = new KillChecker(calls, posts, client.Pushed);
        return new KillReport
        {
            Options = options with { Kills = _kills, Leads = client.Released },
            LoadPerProcessor = MachineLoad.OfFiveMinutes / Environment.ProcessorCount,
            DatabaseKills = _databaseKills,
            Pauses = _pauses,
            Starts = _diary.Starts,
            Stops = _stops,
            Forced = _forced,
            Deaths = _deaths,
            Repeated = client.Repeated,
            Calls = calls.Count,
            Posts = posts.Count,
            PostedAgain = posts.Count - posts.DistinctBy(post => post.WebhookId).Count(),
            Interrupted = posts.Where(post => post.Interrupted).DistinctBy(post => post.CallSid).Count(),
            Pushed = client.Pushed.Count,
            Stranded = final.Stranded(),
            RungTwice = final.RungTwice(),
            LostOutcomes = final.LostOutcomes(),
            GivenUp = final.GivenUp(_diary.Blows, _diary.Outages, TimeSpan.FromSeconds(KillNode.DrainSeconds)),
            SettledAfter = final.AllSettledAt() - recovered,
            Leaks = final.Leaks(_diary.Blows, _diary.Outages, _diary.Shifts, TimeSpan.FromSeconds(KillNode.LeaseSeconds)),
        };
    }

    private KillChecker Check(KillClient client) => new(KillLog.ReadLine(LineLog), KillLog.ReadPosts(ReceiverLog), client.Pushed);
}
