using System.Diagnostics;
using System.Globalization;

namespace Futwork.Benchmarks.Kill;

/// <summary>A process of the bench, with its console in a file.</summary>
internal sealed class Child : IAsyncDisposable
{
    private readonly Process _process;

    private Child(Process process) => _process = process;

    public bool HasExited => _process.HasExited;

    public int Id => _process.Id;

    /// <summary>What it ended with; 128 and the number of the signal that ended it.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts a program of .NET.</summary>
    /// <param name="console">Where its console goes; appended.</param>
    /// <param name="errors">Where its error console goes; null: to the same file.</param>
    /// <param name="binary">Its name, where it lies beside this one; else its path.</param>
    public static Child Start(string console, string? errors, string binary, params string[] arguments)
    {
        // The shell puts files in place of the console and becomes the program: no pipe has to be kept empty, and the id is the program's.
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        string[] shell = ["-c", $"exec \"$@\" >> \"$0\" 2>{(errors is null ? "&1" : $"> '{errors}'")} < /dev/null", console];
        foreach (var argument in (string[])[.. shell, "nice", "-n", "5", "dotnet", Path.Combine(AppContext.BaseDirectory, binary), .. arguments])
            start.ArgumentList.Add(argument);
        start.Environment["DOTNET_TieredPGO"] = "0";
        return new Child(Process.Start(start)!);
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and SIGKILL when that has not ended it within the time.</summary>
    /// <returns>SIGTERM was enough, and it ended well.</returns>
    public async Task<bool> StopAsync(TimeSpan within)
    {
        await SignalAsync("TERM");
        using var limit = new CancellationTokenSource(within);
        await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var endedWell = _process.HasExited && _process.ExitCode == 0;
        await KillAsync();
        return endedWell;
    }

    /// <summary>Sends another signal.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }
}
