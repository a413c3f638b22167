using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Conversation.Rules;

/// <summary>Gathers what is wrong with an agent.</summary>
internal sealed class ProblemList
{
    private readonly List<SettingsProblem> _problems = [];

    public IReadOnlyList<SettingsProblem> All => _problems;

    public void Add(string pointer, string message) => _problems.Add(new SettingsProblem(pointer, message));

    public void Require(bool right, string pointer, string message)
    {
        if (!right)
            Add(pointer, message);
    }

    public void InRange(double value, double least, double most, string pointer, string unit) =>
        Require(value >= least && value <= most, pointer, $"{value} is out of range: from {least} to {most} {unit}".TrimEnd() + ".");

    /// <summary>Names that are set and stand twice.</summary>
    public void Unique(IEnumerable<string> names, Func<int, string> pointer, string what)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((int index, string name) in names.Index())
            Require(name.Length == 0 || seen.Add(name), pointer(index), $"There are two {what} named '{name}'; each needs a name of its own.");
    }
}
