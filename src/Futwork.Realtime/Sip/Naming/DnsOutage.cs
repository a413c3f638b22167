namespace Futwork.Realtime.Sip.Naming;

/// <summary>Tells name servers that are away from a domain whose own servers are silent. Safe to use from any thread.</summary>
internal sealed class DnsOutage(TimeProvider time)
{
    /// <summary>Of so many hosts in a row no server says anything when none is there. A single one may be of a domain whose own servers are silent, whatever it is asked for.</summary>
    private const int SilentHosts = 2;

    private readonly Lock _gate = new();
    private string? _host;
    private int _silences;
    private int _answers;
    private long _silentAt;

    /// <summary>No server is there, as far as is known.</summary>
    public bool IsOn => Volatile.Read(ref _silences) >= SilentHosts;

    /// <summary>How often a server has said anything, if only that it cannot tell.</summary>
    public int Answers => Volatile.Read(ref _answers);

    /// <summary>It is on, and shown anew within that time.</summary>
    public bool IsFresh(TimeSpan within) => IsOn && time.GetElapsedTime(Volatile.Read(ref _silentAt)) < within;

    /// <summary>A server has said something.</summary>
    public void Answered()
    {
        lock (_gate)
        {
            _answers++;
            (_silences, _host) = (0, null);
        }
    }

    /// <summary>No server has said anything about a name. That shows nothing where one has answered another question meanwhile.</summary>
    /// <param name="name">What was asked for.</param>
    /// <param name="answers">How often one had answered when the question began.</param>
    public void Silent(string name, int answers)
    {
        var host = HostOf(name);
        lock (_gate)
        {
            if (_answers != answers) return;
            _silentAt = time.GetTimestamp();
            if (host.Equals(_host, StringComparison.OrdinalIgnoreCase)) return;
            _host = host;
            _silences++;
        }
    }

    /// <summary>Whose service a name stands for (<c>_sip._udp.host</c>).</summary>
    private static string HostOf(string name) => string.Join('.', name.Split('.').SkipWhile(label => label.StartsWith('_')));
}
