using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Futwork.Simulator.Demo;

/// <summary>The platform, run as a child process with its console in a log file.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private const int Sigterm = 15;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan HealthEvery = TimeSpan.FromMilliseconds(20);
    private readonly Process _process;
    private readonly string _log;
    private readonly TimeProvider _time;

    private ServerProcess(Process process, string log, Uri address, TimeProvider time) =>
        (_process, _log, Address, _time) = (process, log, address, time);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Completes when it has ended, asked or not.</summary>
    public Task Exited => _process.WaitForExitAsync();

    /// <summary>Starts it; it is not yet ready when this returns.</summary>
    /// <exception cref="DemoException">The port is taken, or the platform has not been built.</exception>
    public static ServerProcess Start(DemoOptions options, DemoFolder folder, TimeProvider time)
    {
        var address = new Uri($"http://127.0.0.1:{options.Port}");
        RequireFree(options.Port);
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        // The shell puts the log in place of the console and then becomes the platform: no pipe has to be kept empty.
        string[] shell = ["-c", "exec \"$@\" >> \"$0\" 2>&1 < /dev/null", folder.ServerLog];
        string[] platform = [DotnetHost(), Binary(), "--urls", address.AbsoluteUri, "--Data", folder.Folder];
        foreach (var argument in (string[])[.. shell, .. platform])
            start.ArgumentList.Add(argument);
        start.Environment["FUTWORK_Accounts__BootstrapKey"] = folder.Memory.ApiKey;
        // The demo's calls stay on this machine, unless the environment says otherwise.
        start.Environment.TryAdd("FUTWORK_Line__Address", "127.0.0.1");
        start.Environment.TryAdd("FUTWORK_Line__SipPort", "0");
        if (options.Database is { } database)
            start.Environment["FUTWORK_Database"] = database;
        return new ServerProcess(Process.Start(start)!, folder.ServerLog, address, time);
    }

    /// <summary>Waits until it answers.</summary>
    /// <exception cref="DemoException">It ended, or did not answer in time; the message holds the end of its log.</exception>
    public async Task ReadyAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        while (!await AnswersAsync(client, cancellationToken))
        {
            if (_process.HasExited)
                throw new DemoException($"The platform ended with exit code {_process.ExitCode} while it started. {LogEnd()}");
            if (_time.GetElapsedTime(began) > StartLimit)
                throw new DemoException($"The platform did not answer within {StartLimit.TotalSeconds:0} s. {LogEnd()}");
            await Task.Delay(HealthEvery, _time, cancellationToken);
        }
    }

    /// <summary>The end of its log, and where the rest is.</summary>
    public string LogEnd()
    {
        var end = File.Exists(_log) ? string.Join('\n', File.ReadLines(_log).TakeLast(15)) : "";
        return $"The end of {_log}:\n{end}";
    }

    /// <summary>Asks it to end, and insists after a while.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _ = Kill(_process.Id, Sigterm);
        try
        {
            using var limit = new CancellationTokenSource(StopLimit, _time);
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static async Task<bool> AnswersAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync("/health", cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static void RequireFree(int port)
    {
        try
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            probe.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
            probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
        }
        catch (SocketException e)
        {
            throw new DemoException(
                $"Port {port} on 127.0.0.1 cannot be used: {e.Message}. End what listens there (ss -ltnp 'sport = :{port}' names it), "
                + "or choose another port with --port.", e);
        }
    }

    private static string DotnetHost()
    {
        var self = Environment.ProcessPath;
        return Path.GetFileNameWithoutExtension(self) == "dotnet" ? self! : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
    }

    // src/Futwork.Simulator/bin/Release/net10.0/ and src/Futwork/bin/Release/net10.0/ mirror each other.
    private static string Binary()
    {
        var here = AppContext.BaseDirectory;
        var mirrored = here.Replace("/Futwork.Simulator/", "/Futwork/", StringComparison.Ordinal);
        string[] places = [Path.Combine(here, "Futwork.dll"), Path.Combine(mirrored, "Futwork.dll")];
        return places.FirstOrDefault(p => File.Exists(p) && File.Exists(Path.ChangeExtension(p, ".runtimeconfig.json"))) ?? throw new DemoException(
            $"The platform has not been built: there is no {places[1]}. Build it with: dotnet build src/Futwork -c Release");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
