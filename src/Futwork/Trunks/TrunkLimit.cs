using Futwork.Hosting;

namespace Futwork.Trunks;

/// <summary>How the carrier counts new calls. Whatever it does with too many (drop, refuse, queue), it never gets too many.</summary>
internal sealed record TrunkLimit
{
    /// <summary><c>callsPerSecond</c> alone, evenly spaced.</summary>
    public const string PerSecond = "perSecond";

    /// <summary>So many within any so many seconds, which may come as a burst.</summary>
    public const string Window = "window";

    /// <summary>The longest window.</summary>
    public const int MostSeconds = 3600;

    private static readonly IReadOnlyList<string> Kinds = [PerSecond, Window];

    /// <summary>
    /// <c>perSecond</c>: calls are spaced evenly by <c>callsPerSecond</c>; for carriers that drop, refuse or queue what comes faster. <c>window</c>: besides, at
    /// most <see cref="Calls"/> within any <see cref="Seconds"/>; for carriers that count over a rolling window. Default <c>perSecond</c>.
    /// </summary>
    public string Kind { get; init; } = PerSecond;

    /// <summary>Of a window: the most new calls in it.</summary>
    public int? Calls { get; init; }

    /// <summary>Of a window: its length.</summary>
    public int? Seconds { get; init; }

    public IEnumerable<FieldError> Check()
    {
        if (!Kinds.Contains(Kind))
            yield return Rules.Wrong("/limit/kind", $"It is no kind of limit. {Spelling.Suggest(Kind, Kinds)}", Kind);
        var isWindow = Kind == Window;
        if (isWindow ? Calls is not (>= 1 and <= 100_000) : Calls is not null)
            yield return Rules.Wrong("/limit/calls", isWindow ? "It must be from 1 to 100000." : "Only a window has it.", Calls);
        if (isWindow ? Seconds is not (>= 1 and <= MostSeconds) : Seconds is not null)
            yield return Rules.Wrong("/limit/seconds", isWindow ? $"It must be from 1 to {MostSeconds}." : "Only a window has it.", Seconds);
    }
}
