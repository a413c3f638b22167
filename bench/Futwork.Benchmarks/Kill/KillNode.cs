using System.Globalization;

namespace Futwork.Benchmarks.Kill;

/// <summary>One server process after the other, at one address: what is killed comes back.</summary>
internal sealed class KillNode(int number, string folder, string database, int port, int sipPort) : IAsyncDisposable
{
    /// <summary>Seconds after which a node that is silent is taken for dead; the least that the setting allows.</summary>
    public const int LeaseSeconds = 5;

    public const string ApiKey = "kill-bench-key-0123456789";

    /// <summary>Seconds that calls may go on in a node that was told to stop: more than any takes, so that none is hung up.</summary>
    public const int DrainSeconds = 30;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>What the platform gives itself to stop, and as much again for a machine that is full.</summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(DrainSeconds + 2 * 15);

    private Child? _child;

    /// <summary>Where its API is.</summary>
    public Uri Url { get; } = new($"http://127.0.0.1:{port}");

    /// <summary>The address that it calls from, which no other node has.</summary>
    public string Source { get; } = $"127.0.0.{10 + number}";

    /// <summary>The build that it was started with last.</summary>
    public ServerBuild Build { get; private set; } = ServerBuild.This;

    /// <summary>It is stopped, or being started again.</summary>
    public bool IsAway { get; set; }

    /// <summary>What it ended with although nobody ended it; null while it runs.</summary>
    public int? DiedWith => !IsAway && _child is { HasExited: true } dead ? dead.ExitCode : null;

    /// <summary>Starts it, again if need be (the database may be away), until it answers.</summary>
    public async Task StartAsync(ServerBuild build, HttpClient http, CancellationToken cancellationToken)
    {
        Build = build;
        while (true)
        {
            if (_child is null || _child.HasExited)
                _child = Child.Start(Path.Combine(folder, $"node{number}.log"), null, build.Program, Arguments());
            try
            {
                using var answer = await http.GetAsync(new Uri(Url, "/health"), cancellationToken);
                return;
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(Poll, cancellationToken);
            }
        }
    }

    public Task KillAsync() => _child?.KillAsync() ?? Task.CompletedTask;

    /// <summary>Ends it as an operator does: told to, with time to finish its calls.</summary>
    /// <returns>False: it broke at it, or did not come to an end and was killed.</returns>
    public Task<bool> StopAsync() => _child!.StopAsync(LongestStop);

    /// <summary>Sends a signal.</summary>
    public Task SignalAsync(string name) => _child!.SignalAsync(name);

    public ValueTask DisposeAsync() => _child?.DisposeAsync() ?? ValueTask.CompletedTask;

    private string[] Arguments() =>
    [
        $"--urls={Url}", $"--Database={database}", $"--Data={Path.Combine(folder, $"data{number}")}", $"--Accounts:BootstrapKey={ApiKey}",
        $"--Line:Address={Source}", $"--Line:SipPort={sipPort.ToString(CultureInfo.InvariantCulture)}", "--Line:TlsPort=0", $"--Calls:LeaseSeconds={LeaseSeconds}",
        $"--Calls:DrainSeconds={DrainSeconds}", "--Calls:PollMilliseconds=200", "--Logging:LogLevel:Default=Warning",
        "--Logging:Console:FormatterOptions:TimestampFormat=HH:mm:ss.fff ", "--Logging:Console:FormatterOptions:UseUtcTimestamp=true",
    ];
}
