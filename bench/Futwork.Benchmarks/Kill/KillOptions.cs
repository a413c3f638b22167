using System.Globalization;

namespace Futwork.Benchmarks.Kill;

/// <summary>How hard it is tried. The same seed kills in the same order; when exactly is up to the machine.</summary>
internal sealed record KillOptions
{
    public const string Help =
        """
        kill [--leads 300] [--kills 15] [--nodes 3] [--seed 1] [--pause 2500] [--paused 10] [--databases 15] [--calls 40] [--rate 50] [--pool 12] [--batch 1] [--keep]
             [--other folder] [--graceful 25]     with --other, a folder with another build of the server (dotnet publish), nodes are of either
        """;

    private const int UsualGraceful = 25;

    /// <summary>How many people are to be called.</summary>
    public int Leads { get; init; } = 300;

    /// <summary>How often a process is ended by SIGKILL, the database's included.</summary>
    public int Kills { get; init; } = 15;

    /// <summary>Server processes.</summary>
    public int Nodes { get; init; } = 3;

    public int Seed { get; init; } = 1;

    /// <summary>Milliseconds from one blow to the next, on average.</summary>
    public int PauseMs { get; init; } = 2500;

    /// <summary>Of a hundred blows, those that stop a node (SIGSTOP) for longer than its lease instead of killing it. They do not count as kills.</summary>
    public int Paused { get; init; } = 10;

    /// <summary>Of a hundred kills, those that hit the database.</summary>
    public int Databases { get; init; } = 15;

    /// <summary>The most calls at once.</summary>
    public int Calls { get; init; } = 40;

    /// <summary>Calls a second, at most.</summary>
    public int Rate { get; init; } = 50;

    /// <summary>Connections of each server to the database, at most. A server that comes back fills each with its plans anew.</summary>
    public int Pool { get; init; } = 12;

    /// <summary>Leads in one request. With more than one, every tenth request has one lead all the same.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Another build of the server: each start of a node is of this or of that. Null: all are of this.</summary>
    public ServerBuild? Other { get; init; }

    /// <summary>Of a hundred blows that hit a node, those that tell it to stop, wait until it has, and start it with the other build. They do not count as kills.</summary>
    public int Graceful { get; init; }

    /// <summary>Leaves the logs where they are.</summary>
    public bool Keep { get; init; }

    public static KillOptions Parse(string[] args)
    {
        var usual = new KillOptions { Other = OtherIn(args) };
        int Number(string name, int otherwise) =>
            Array.IndexOf(args, $"--{name}") is var at and >= 0 ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;

        return new KillOptions
        {
            Leads = Number("leads", usual.Leads),
            Kills = Number("kills", usual.Kills),
            Nodes = Number("nodes", usual.Nodes),
            Seed = Number("seed", usual.Seed),
            PauseMs = Number("pause", usual.PauseMs),
            Paused = Number("paused", usual.Paused),
            Databases = Number("databases", usual.Databases),
            Calls = Number("calls", usual.Calls),
            Rate = Number("rate", usual.Rate),
            Pool = Number("pool", usual.Pool),
            Batch = Number("batch", usual.Batch),
            Other = usual.Other,
            Graceful = Number("graceful", usual.Other is null ? 0 : UsualGraceful),
            Keep = args.Contains("--keep"),
        };
    }

    private static ServerBuild? OtherIn(string[] args)
    {
        var at = Array.IndexOf(args, "--other");
        if (at < 0)
            return null;
        var other = new ServerBuild("other", Path.GetFullPath(args[at + 1]));
        return File.Exists(other.Program) ? other : throw new ArgumentException($"{other.Folder} holds no build of the server: dotnet publish puts one there.", nameof(args));
    }
}
