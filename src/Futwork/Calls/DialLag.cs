namespace Futwork.Calls;

/// <summary>
/// How long this node needs at the moment until a call can leave whose place in time was just chosen: the place has to be written down first. Places are
/// chosen that much later, or a node whose database is slow would miss each place, ask for another, and slow the database further.
/// </summary>
internal sealed class DialLag(TimeProvider time)
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private TimeSpan _lag;

    /// <summary>Milliseconds.</summary>
    public long Milliseconds
    {
        get
        {
            lock (_gate)
                return (long)_lag.TotalMilliseconds;
        }
    }

    /// <summary>So much time went from the choice until the transaction was over. What is longer counts at once, what is shorter by halves.</summary>
    /// <param name="chosen">The timestamp of the choice.</param>
    public void Took(long chosen)
    {
        var took = time.GetElapsedTime(chosen);
        lock (_gate)
            _lag = took >= _lag ? (took < Most ? took : Most) : (took + _lag) / 2;
    }
}
