using System.Globalization;

namespace Futwork.Benchmarks.Signalling;

/// <summary>Datagrams that the kernel dropped since a socket's receive buffer was full (RcvbufErrors), on the whole machine.</summary>
internal static class UdpLosses
{
    /// <summary>So far.</summary>
    public static long Now
    {
        get
        {
            var lines = File.ReadLines("/proc/net/snmp").Where(line => line.StartsWith("Udp: ", StringComparison.Ordinal)).Select(line => line.Split(' ')).ToList();
            return long.Parse(lines[1][Array.IndexOf(lines[0], "RcvbufErrors")], CultureInfo.InvariantCulture);
        }
    }
}
