using System.Runtime.InteropServices;
using Futwork.Providers.Local;

namespace Futwork.Benchmarks.Kill;

/// <summary>
/// Several nodes and a PostgreSQL under SIGKILL. Nobody may be lost, nobody rung twice for one attempt, and every end told, as seen by the line and by the receiver.
/// </summary>
internal static class KillBench
{
    /// <exception cref="InvalidOperationException">The agents could not speak or listen: every call would be called off as it is dialled, and nothing else be judged.</exception>
    public static async Task<KillReport> RunAsync(KillOptions options, TextWriter output)
    {
        if (LocalSpeech.Check() is { Count: > 0 } missing)
            throw new InvalidOperationException(string.Join(' ', missing));
        var folder = Directory.CreateTempSubdirectory("futwork-kill-").FullName;
        using var enough = new CancellationTokenSource();
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext context)
        {
            // The first signal ends the kills, and what was done until then is judged; the second ends all, and what was started first.
            context.Cancel = true;
            (enough.IsCancellationRequested ? stop : enough).Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        KillReport report;
        await using (var run = new KillRun(options, folder, output))
            report = await run.RunAsync(enough.Token, stop.Token);
        if (!report.Passed || options.Keep)
            await output.WriteLineAsync($"The logs are in {folder}");
        else
            Directory.Delete(folder, recursive: true);
        return report;
    }
}
