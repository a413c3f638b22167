namespace Futwork.Benchmarks.Pacing;

/// <summary>The lines of one trunk.</summary>
internal sealed class LineSet(PacingSetup setup) : IDisposable
{
    private readonly ILine[] _lines = [.. setup.Answers.Select(setup.Line)];

    /// <summary>In the order of the trunk's gateways.</summary>
    public IReadOnlyList<int> Ports => [.. _lines.Select(line => line.Port)];

    /// <summary>What came to all of them, in the order in which it came.</summary>
    public IReadOnlyList<LineCall> Calls() => [.. _lines.SelectMany(line => line.Calls()).OrderBy(call => call.At)];

    public void Dispose() => Array.ForEach(_lines, line => line.Dispose());
}
