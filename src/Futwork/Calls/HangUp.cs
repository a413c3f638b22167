using Futwork.Outcomes;

namespace Futwork.Calls;

/// <summary>The one signal that travels backwards: end this call, and why. The first cause counts; after the call's end nothing does.</summary>
internal sealed class HangUp : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly Lock _gate = new();
    private bool _over;

    public HangUp() => Token = _source.Token;

    public CancellationToken Token { get; }

    /// <summary>Why; null as long as nobody asked.</summary>
    public HangUpCause? Cause { get; private set; }

    public void Ask(HangUpCause cause)
    {
        lock (_gate)
        {
            if (_over || Cause is not null)
                return;
            Cause = cause;
        }

        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call has ended between the two.
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _over = true;
        _source.Dispose();
    }
}
