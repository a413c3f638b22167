namespace Futwork.Calls;

/// <summary>A campaign that has due orders, and what it holds and may hold.</summary>
/// <param name="Id">Which.</param>
/// <param name="Open">Its calls that hold a place.</param>
/// <param name="Most">The most it may have at once.</param>
/// <param name="Reserved">What is reserved for it.</param>
/// <param name="Priority">Higher comes first.</param>
/// <param name="StarvedSince">It dials nobody, and has not since then, for too long; null when it is not so.</param>
/// <param name="Trunk">The trunk that it calls over.</param>
internal sealed record Contender(string Id, int Open, int Most, int Reserved = 0, int Priority = 0, long? StarvedSince = null, string Trunk = "");

/// <summary>
/// Who gets the places that are free on a trunk, or in a workspace whose limit bounds all of its trunks: first who is below what is reserved for them, then who has waited too long without
/// any, then by priority, and among equals who has fewest. What is reserved and not needed is lent, and comes back with the next calls that end.
/// </summary>
internal static class Shares
{
    /// <summary>A campaign that has due orders and no call for this long is next, whatever its priority, milliseconds.</summary>
    public const long Patience = 10_000;

    /// <summary>Who has dialled nobody for so much longer has never done so, milliseconds: nobody looks further back.</summary>
    public const long Memory = 86_400_000;

    /// <summary>How many of the free places each gets.</summary>
    /// <param name="room">The places.</param>
    /// <param name="contenders">In the order in which equals are served.</param>
    /// <param name="trunks">How many of them each trunk can use. Default: all.</param>
    public static Dictionary<string, int> Allot(int room, IReadOnlyList<Contender> contenders, IReadOnlyDictionary<string, int>? trunks = null)
    {
        var given = contenders.ToDictionary(contender => contender.Id, _ => 0, StringComparer.Ordinal);
        var used = new Dictionary<string, int>(StringComparer.Ordinal);
        for (; room > 0; room--)
        {
            var next = contenders.Where(CanUseMore).MinBy(Rank);
            if (next is null)
                break;
            given[next.Id]++;
            used[next.Trunk] = used.GetValueOrDefault(next.Trunk) + 1;
        }

        return given;

        int Held(Contender contender) => contender.Open + given[contender.Id];

        bool CanUseMore(Contender contender) =>
            Held(contender) < contender.Most && (trunks is null || used.GetValueOrDefault(contender.Trunk) < trunks[contender.Trunk]);

        (int Class, double Within, int Held) Rank(Contender contender) => contender switch
        {
            _ when Held(contender) < contender.Reserved => (0, (double)Held(contender) / contender.Reserved, 0),
            { StarvedSince: { } since } when given[contender.Id] == 0 => (1, since, 0),
            _ => (2, -contender.Priority, Held(contender)),
        };
    }
}
