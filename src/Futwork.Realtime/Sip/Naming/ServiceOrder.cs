namespace Futwork.Realtime.Sip.Naming;

/// <summary>The order in which SRV records are tried (RFC 2782): by priority, and within one at random, by weight.</summary>
internal static class ServiceOrder
{
    public static IEnumerable<ServiceRecord> Of(IEnumerable<ServiceRecord> records) => Of(records, Random.Shared.Next);

    /// <param name="records">In any order.</param>
    /// <param name="draw">A whole number from 0 to below its argument.</param>
    public static IEnumerable<ServiceRecord> Of(IEnumerable<ServiceRecord> records, Func<int, int> draw)
    {
        foreach (var equals in records.GroupBy(r => r.Priority).OrderBy(g => g.Key))
        {
            // Those of weight 0 first, so that they are drawn at all.
            var left = equals.OrderBy(r => r.Weight).ToList();
            while (left.Count > 0)
            {
                var drawn = draw(left.Sum(r => r.Weight) + 1);
                var next = left.First(r => (drawn -= r.Weight) <= 0);
                left.Remove(next);
                yield return next;
            }
        }
    }
}
