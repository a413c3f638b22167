namespace Futwork.Calls;

/// <summary>
/// How long this node needs at the moment for a step of dialling that the database has a part in. The one that all share is the time until a call can leave whose place in time was just
/// chosen, since the place has to be written down first: places are chosen that much later, or a node whose database is slow would miss each place, ask for another, and slow the
/// database further.
/// </summary>
internal sealed class DialLag(TimeProvider time)
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private TimeSpan _lag;

    /// <summary>One second at most.</summary>
    public TimeSpan Now
    {
        get
        {
            lock (_gate)
                return _lag;
        }
    }

    /// <summary>The same in milliseconds.</summary>
    public long Milliseconds => (long)Now.TotalMilliseconds;

    /// <summary>So much time went until the step was over. What is longer counts at once, what is shorter by halves.</summary>
    /// <param name="began">The timestamp of its beginning.</param>
    public void Took(long began)
    {
        var took = time.GetElapsedTime(began);
        lock (_gate)
            _lag = took >= _lag ? (took < Most ? took : Most) : (took + _lag) / 2;
    }
}
