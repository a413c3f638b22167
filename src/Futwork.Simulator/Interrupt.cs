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

    /// <summary>Runs a program to its end, or until it is interrupted.</summary>
    /// <param name="work">The program.</param>
    /// <param name="explain">What to tell of a fault that whoever started it can mend; null for any other, which is thrown.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Func<CancellationToken, Task> work, Func<Exception, string?> explain)
    {
        using var interrupt = new Interrupt();
        try
        {
            await work(interrupt.Token);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how it ends.
        }
        catch (Exception fault) when (explain(fault) is { } words)
        {
            await Console.Error.WriteLineAsync(words);
            return 1;
        }

        return 0;
    }

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
