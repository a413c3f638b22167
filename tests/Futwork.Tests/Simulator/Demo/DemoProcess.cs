using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Futwork.Tests.Simulator.Demo;

/// <summary>The demo as ./run starts it, with <c>--json</c>: its platform is a process of its own too.</summary>
internal sealed class DemoProcess : IAsyncDisposable
{
    private readonly Process _process;

    public DemoProcess(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "futwork-simulator.dll"), "demo", "--json", .. arguments])
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
    }

    /// <summary>Reads the next event; null when there are no more.</summary>
    public async Task<JsonObject?> NextAsync(CancellationToken cancellationToken) =>
        await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line ? JsonNode.Parse(line)!.AsObject() : null;

    /// <summary>Reads until an event of this name.</summary>
    public async Task<JsonObject> NextAsync(string name, CancellationToken cancellationToken)
    {
        while (await NextAsync(cancellationToken) is { } happening)
        {
            if ((string?)happening["event"] == name)
                return happening;
        }

        throw new InvalidOperationException($"The demo ended before '{name}': {await _process.StandardError.ReadToEndAsync(cancellationToken)}");
    }

    /// <summary>Presses Ctrl-C.</summary>
    public async Task InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async Task<int> ExitCodeAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
