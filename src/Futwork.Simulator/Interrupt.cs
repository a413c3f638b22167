using System.Runtime.InteropServices;

namespace Futwork.Simulator;

/// <summary>Ctrl-C, a termination or a closed terminal as a cancellation. The second one ends the process at once.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <summary>Listens from now on.</summary>
    public Interrupt()
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
            _registrations.Add(PosixSignalRegistration.Create(signal, On));
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _asked.Token;

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        _registrations.ForEach(r => r.Dispose());
        _asked.Dispose();
    }

    /// <summary>A signal came.</summary>
    internal void On(PosixSignalContext context)
    {
        context.Cancel = !_asked.IsCancellationRequested;
        try
        {
            _asked.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It came while we stopped listening: what it was to end is over.
        }
    }
}
