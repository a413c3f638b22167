namespace Futwork.Tests.Support;

/// <summary>Runs everything asynchronous on the test's own thread, so that with <see cref="FakeTime"/> a run is the same every time.</summary>
public sealed class SingleThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _work = new();

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_work)
            _work.Enqueue((d, state));
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <summary>Runs <paramref name="action"/> and all that follows from it without waiting.</summary>
    public void Run(Action action)
    {
        SynchronizationContext? before = Current;
        SetSynchronizationContext(this);
        try
        {
            action();
            while (Next() is { } next)
                next.Callback(next.State);
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    private (SendOrPostCallback Callback, object? State)? Next()
    {
        lock (_work)
            return _work.TryDequeue(out (SendOrPostCallback, object?) next) ? next : null;
    }
}
