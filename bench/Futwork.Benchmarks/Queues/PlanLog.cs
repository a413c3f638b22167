using System.Text;
using System.Text.Json;

namespace Futwork.Benchmarks.Queues;

/// <summary>The plans by which PostgreSQL carries statements out, as it writes them into its log (auto_explain): those that were used, not those that it would choose for a guess.</summary>
internal sealed class PlanLog
{
    /// <summary>Of a connection string: what is asked over it is explained.</summary>
    public const string Options = "Options=-c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0 -c auto_explain.log_format=json";

    /// <summary>The statement that comes last.</summary>
    public const string EndSql = "SELECT 'the end of the plans'";

    /// <summary>What the steps of a step are called in PostgreSQL's JSON.</summary>
    private const string Below = "Plans";

    private const int LongestText = 110;
    private const string AllOf = "by all of";
    private static readonly string[] Large = ["leads", "work", "lead_progress", "calls"];

    /// <summary>Indexes of what somebody is at, however large the table is.</summary>
    private static readonly string[] OfFew = ["work_held", "calls_open"];

    /// <summary>Steps that hand each row on as they get it, so that a LIMIT above ends what is below them.</summary>
    private static readonly string[] HandOn = ["Limit", "LockRows", "Result", "Subquery Scan", "Nested Loop", "Append", "Merge Append"];

    private readonly Lock _gate = new();
    private readonly SortedSet<string> _plans = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StringBuilder? _plan;

    /// <summary>Ends when the plan of <see cref="EndSql"/> was read.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The plans of the statements that touch a large table, a line each. Complete once <see cref="Ended"/>.</summary>
    public IReadOnlyCollection<string> Plans => _plans;

    /// <summary>Those of them that read a large table, or an index of one, from end to end.</summary>
    public IReadOnlyList<string> Whole =>
        [.. _plans.Where(plan => plan.Contains("Seq Scan", StringComparison.Ordinal) || plan.Contains($" {AllOf} ", StringComparison.Ordinal))];

    /// <summary>A line of the server's log.</summary>
    public void Read(string line)
    {
        lock (_gate)
        {
            if (line.EndsWith("plan:", StringComparison.Ordinal))
                _plan = new StringBuilder();
            else if (_plan is null || !line.StartsWith('\t'))
                _plan = null;
            else if (line == "\t}")
                Note(_plan.Append('}').ToString());
            else
                _plan.AppendLine(line);
        }
    }

    private void Note(string plan)
    {
        _plan = null;
        try
        {
            Note(JsonElement.Parse(plan));
        }
        catch (JsonException)
        {
            // Another process of the server wrote in between. Each statement is asked many times.
        }
    }

    private void Note(JsonElement explained)
    {
        var text = explained.GetProperty("Query Text").GetString()!;
        if (text == EndSql)
            _ended.TrySetResult();
        string[] steps = [.. Nodes(explained.GetProperty("Plan")).Select(node => Step(node.Step, node.IsLimited)).OfType<string>().Distinct()];
        if (!steps.Any(step => Large.Any(table => step.Split(' ').Contains(table))))
            return;
        var words = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        _plans.Add($"{words[..Math.Min(LongestText, words.Length)]}\n      {string.Join(", ", steps)}");
    }

    /// <summary>The steps of a plan, and of each whether a LIMIT ends it.</summary>
    private static IEnumerable<(JsonElement Step, bool IsLimited)> Nodes(JsonElement node, bool isLimited = false)
    {
        var kind = Text(node, "Node Type")!;
        var limitsBelow = kind == "Limit" || (isLimited && HandOn.Contains(kind));
        return node.TryGetProperty(Below, out var below) ? below.EnumerateArray().SelectMany(step => Nodes(step, limitsBelow)).Prepend((node, isLimited)) : [(node, isLimited)];
    }

    /// <summary>What a step of a plan does to a table; null when it only goes on with rows.</summary>
    private static string? Step(JsonElement node, bool isLimited)
    {
        var (kind, table, index) = (Text(node, "Node Type"), Text(node, "Relation Name"), Text(node, "Index Name"));
        // Without a condition it goes through the whole index; a filter may pass over all of it before a LIMIT is reached.
        var isPart = index is not null && OfFew.Contains(index) || node.TryGetProperty("Index Cond", out _) || (isLimited && !node.TryGetProperty("Filter", out _)) || (table is not null && !Large.Contains(table));
        var by = isPart ? "by" : AllOf;
        return (kind, table, index) switch
        {
            ("ModifyTable", not null, _) => $"{Text(node, "Operation")} {table}",
            (_, not null, not null) => $"{kind} {table} {by} {index}",
            (_, null, not null) => $"{kind} {by} {index}",
            ("Seq Scan", { } small, _) when !Large.Contains(small) => $"all of {small}",
            (_, not null, _) => $"{kind} {table}",
            _ => null,
        };
    }

    private static string? Text(JsonElement node, string name) => node.TryGetProperty(name, out var value) ? value.GetString() : null;
}
