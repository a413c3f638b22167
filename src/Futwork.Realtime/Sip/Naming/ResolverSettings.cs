using System.Globalization;
using System.Net;

namespace Futwork.Realtime.Sip.Naming;

/// <summary>Whom to ask for names, and how patiently (resolv.conf(5)).</summary>
internal sealed record ResolverSettings
{
    private const int DnsPort = 53;

    public IReadOnlyList<IPEndPoint> Servers { get; init; } = [new IPEndPoint(IPAddress.Loopback, DnsPort)];

    /// <summary>Appended to names with fewer dots than <see cref="Dots"/>, and to others that are not found.</summary>
    public IReadOnlyList<string> Search { get; init; } = [];

    public int Dots { get; init; } = 1;

    /// <summary>How long one server may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often each is asked.</summary>
    public int Attempts { get; init; } = 2;

    /// <summary>For so long a newer answer is waited for where an old one would serve (RFC 8767 section 5, client response timer).</summary>
    public TimeSpan PatienceForNewer { get; init; } = TimeSpan.FromSeconds(1.8);

    /// <summary>The system's configuration; where there is none, a server on this machine.</summary>
    /// <param name="servers">Whom to ask instead of its own; none: its own.</param>
    public static ResolverSettings OfSystem(IReadOnlyList<IPEndPoint> servers) => servers.Count > 0 ? OfSystem() with { Servers = servers } : OfSystem();

    private static ResolverSettings OfSystem()
    {
        try
        {
            return Parse(File.ReadAllText("/etc/resolv.conf"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new ResolverSettings();
        }
    }

    public static ResolverSettings Parse(string text)
    {
        List<IPEndPoint> servers = [];
        var settings = new ResolverSettings();
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || words[0][0] is '#' or ';') continue;
            if (words[0] == "nameserver" && servers.Count < 3 && IPAddress.TryParse(words[1], out var server)) servers.Add(new IPEndPoint(server, DnsPort));
            else if (words[0] is "search" or "domain") settings = settings with { Search = [.. words[1..].Select(w => w.TrimEnd('.')).Where(DnsMessage.IsName)] };
            else if (words[0] == "options") settings = words[1..].Aggregate(settings, (all, option) => all.With(option));
        }

        return servers.Count > 0 ? settings with { Servers = servers } : settings;
    }

    private ResolverSettings With(string option)
    {
        var colon = option.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !int.TryParse(option[(colon + 1)..], CultureInfo.InvariantCulture, out var value)) return this;
        return option[..colon] switch
        {
            "timeout" => this with { Timeout = TimeSpan.FromSeconds(Math.Clamp(value, 1, 30)) },
            "attempts" => this with { Attempts = Math.Clamp(value, 1, 5) },
            "ndots" => this with { Dots = Math.Clamp(value, 0, 15) },
            _ => this,
        };
    }
}
