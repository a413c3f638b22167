using System.Text.Json;

namespace Futwork.Benchmarks.Kill;

/// <summary>What was done to the nodes and to the database, and when: for the checker, and as lines of a file beside the logs for whoever looks for the cause of something.</summary>
internal sealed class KillDiary(string folder)
{
    private readonly Lock _gate = new();
    private readonly List<Blow> _blows = [];
    private readonly List<Shift> _shifts = [];
    private readonly List<Outage> _outages = [];
    private readonly Dictionary<string, DateTimeOffset> _upSince = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _toldAt = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _starts = new(StringComparer.Ordinal);

    public IReadOnlyList<Blow> Blows => Copy(_blows);

    public IReadOnlyList<Outage> Outages => Copy(_outages);

    /// <summary>Those that are not over included, until now.</summary>
    public IReadOnlyList<Shift> Shifts
    {
        get
        {
            lock (_gate)
                return [.. _shifts, .. _upSince.Values.Select(since => new Shift(since, Now))];
        }
    }

    /// <summary>How often a node was started, by the name of the build.</summary>
    public IReadOnlyDictionary<string, int> Starts
    {
        get
        {
            lock (_gate)
                return new Dictionary<string, int>(_starts, StringComparer.Ordinal);
        }
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>A node was started, and answers.</summary>
    public void Started(KillNode node, ServerBuild build)
    {
        lock (_gate)
            _starts[build.Name] = _starts.GetValueOrDefault(build.Name) + 1;
        Up(node, $"up, {build.Name} build");
    }

    /// <summary>A node that stood still goes on.</summary>
    public void GoesOn(KillNode node) => Up(node, "goes on");

    /// <summary>A node was told to stop: nothing is asked of it any more.</summary>
    public void Leaves(KillNode node)
    {
        lock (_gate)
        {
            _toldAt[node.Source] = Now;
            EndShift(node);
        }

        Write(node.Source, "told to stop");
    }

    /// <summary>A node was taken from its calls.</summary>
    /// <param name="how">In a word.</param>
    public void Gone(KillNode node, string how)
    {
        lock (_gate)
        {
            _blows.Add(new Blow(node.Source, Now) { ToldAt = _toldAt.Remove(node.Source, out var told) ? told : null });
            EndShift(node);
        }

        Write(node.Source, how);
    }

    /// <summary>The database was away, until now.</summary>
    public void Away(DateTimeOffset from)
    {
        lock (_gate)
            _outages.Add(new Outage(from, Now));
        Write("database", $"away since {from:HH:mm:ss.fff}");
    }

    private void Up(KillNode node, string how)
    {
        lock (_gate)
            _upSince[node.Source] = Now;
        Write(node.Source, how);
    }

    private void EndShift(KillNode node)
    {
        if (_upSince.Remove(node.Source, out var since))
            _shifts.Add(new Shift(since, Now));
    }

    private List<T> Copy<T>(List<T> list)
    {
        lock (_gate)
            return [.. list];
    }

    private void Write(string who, string what)
    {
        lock (_gate)
            File.AppendAllText(Path.Combine(folder, "diary.jsonl"), JsonSerializer.Serialize(new { at = Now, who, what }) + "\n");
    }
}
