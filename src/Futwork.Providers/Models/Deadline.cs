namespace Futwork.Providers.Models;

/// <summary>Cancels when a time has passed, or when the caller does; tells which of both it was.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _late;
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _caller;

    public Deadline(TimeSpan limit, TimeProvider time, CancellationToken caller)
    {
        (Limit, _caller) = (limit, caller);
        _late = new CancellationTokenSource(limit, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_late.Token, caller);
    }

    public TimeSpan Limit { get; }

    public CancellationToken Token => _either.Token;

    /// <summary>The caller has cancelled.</summary>
    public bool IsCalledOff => _caller.IsCancellationRequested;

    /// <summary>The time has passed, and the caller had not cancelled.</summary>
    public bool HasPassed => _late.IsCancellationRequested && !IsCalledOff;

    /// <summary>The time starts anew.</summary>
    public void Extend() => _late.CancelAfter(Limit);

    public void Dispose()
    {
        _either.Dispose();
        _late.Dispose();
    }
}
