using System.Runtime.InteropServices;

namespace Futwork.Benchmarks.Kill;

/// <summary>
/// Several nodes and a PostgreSQL under SIGKILL. Nobody may be lost, nobody rung twice for one attempt, and every end told, as seen by the line and by the receiver.
/// </summary>
internal static class KillBench
{
    public static async Task<KillReport> RunAsync(KillOptions options, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("futwork-kill-").FullName;
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext context)
        {
            // What was started is ended first.
            context.Cancel = true;
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        KillReport report;
        await using (var run = new KillRun(options, folder, output))
            report = await run.RunAsync(stop.Token);
        if (!report.Passed || options.Keep)
            await output.WriteLineAsync($"The logs are in {folder}");
        else
            Directory.Delete(folder, recursive: true);
        return report;
    }
}
