using System.Globalization;

namespace Futwork.Benchmarks.Kill;

/// <summary>One server process after the other, at one address: what is killed comes back.</summary>
internal sealed class KillNode(int number, string folder, string database, int port, int sipPort) : IAsyncDisposable
{
    /// <summary>Seconds after which a node that is silent is taken for dead; the least that the setting allows.</summary>
    public const int LeaseSeconds = 5;

    public const string ApiKey = "kill-bench-key-0123456789";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private Child? _child;

    /// <summary>Where its API is.</summary>
    public Uri Url { get; } = new($"http://127.0.0.1:{port}");

    /// <summary>The address that it calls from, which no other node has.</summary>
    public string Source { get; } = $"127.0.0.{10 + number}";

    /// <summary>It is stopped, or being started again.</summary>
    public bool IsAway { get; set; }

    /// <summary>Starts it, again if need be (the database may be away), until it answers.</summary>
    public async Task StartAsync(HttpClient http, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_child is null || _child.HasExited)
                _child = Child.Start(Path.Combine(folder, $"node{number}.log"), null, "Futwork.dll", Arguments());
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

    /// <summary>Ends as an operator ends it: told to, with time to come to an end.</summary>
    public Task SignalAsync(string name) => _child!.SignalAsync(name);

    public ValueTask DisposeAsync() => _child?.DisposeAsync() ?? ValueTask.CompletedTask;

    private string[] Arguments() =>
    [
        $"--urls={Url}", $"--Database={database}", $"--Data={Path.Combine(folder, $"data{number}")}", $"--Accounts:BootstrapKey={ApiKey}",
        $"--Line:Address={Source}", $"--Line:SipPort={sipPort.ToString(CultureInfo.InvariantCulture)}", "--Line:TlsPort=0", $"--Calls:LeaseSeconds={LeaseSeconds}",
        "--Calls:PollMilliseconds=200", "--Logging:LogLevel:Default=Warning",
    ];
}
