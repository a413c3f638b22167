using System.Runtime.InteropServices;

namespace Futwork.Hosting;

/// <summary>
/// Stops the server when somebody asks for that: by Ctrl-C, or as service managers do. Until it has started it ends at once, be it in the middle of a migration: nothing is under way yet that a kill
/// would lose, while a start that is broken off would be told of as a fault.
/// </summary>
internal sealed class SignalLifetime(IHostApplicationLifetime application) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT])
            _registrations.Add(PosixSignalRegistration.Create(signal, On));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private void On(PosixSignalContext context)
    {
        context.Cancel = true;
        // Left to the system, this signal and all that follow would do nothing to the first process of a container.
        if (!application.ApplicationStarted.IsCancellationRequested)
            Environment.Exit(0);
        application.StopApplication();
    }
}
