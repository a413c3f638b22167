using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Futwork.Realtime.Sip.Naming;

/// <summary>
/// Asks the system's name servers for records that the framework does not know (SRV, NAPTR), over UDP and, when an answer is cut
/// short, TCP; and remembers answers for as long as they allow. Each question has a random id and its own random port.
/// </summary>
internal sealed class DnsClient(ResolverSettings settings, TimeProvider time)
{
    private const int MaxRemembered = 4096;
    private static readonly TimeSpan FailureRemembered = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string Name, DnsType Type), Remembered> _known = new();
    private long _unreachableAt;
    private volatile bool _unreachable;

    /// <summary>The answer for a name, tried with the search list too; null when no server knew. Never faults.</summary>
    public async Task<DnsAnswer?> AskAsync(string name, DnsType type)
    {
        DnsAnswer? best = null;
        foreach (var candidate in Candidates(name.TrimEnd('.'), name.EndsWith('.')))
        {
            var answer = await RememberedAsync(candidate, type);
            if (answer is null) return best;
            if (answer.Records.Count > 0) return answer;
            best ??= answer;
        }

        return best;
    }

    private IEnumerable<string> Candidates(string name, bool whole)
    {
        if (whole || settings.Search.Count == 0) return DnsMessage.IsName(name) ? [name] : [];
        var searched = settings.Search.Select(domain => $"{name}.{domain}");
        var ordered = name.Count(c => c == '.') >= settings.Dots ? searched.Prepend(name) : searched.Append(name);
        return ordered.Where(DnsMessage.IsName);
    }

    /// <summary>Callers that ask the same at the same time share one question.</summary>
    private Task<DnsAnswer?> RememberedAsync(string name, DnsType type)
    {
        var key = (name.ToLowerInvariant(), type);
        if (_known.TryGetValue(key, out var known) && !known.IsOver(time)) return known.Answer.Value;
        if (_known.Count >= MaxRemembered) _known.Clear();
        var entry = new Remembered(new Lazy<Task<DnsAnswer?>>(() => QueryAsync(name, type)), time.GetTimestamp());
        return (_known.TryAdd(key, entry) || (known is not null && _known.TryUpdate(key, entry, known)) ? entry : _known.GetOrAdd(key, entry)).Answer.Value;
    }

    private async Task<DnsAnswer?> QueryAsync(string name, DnsType type)
    {
        // When no server answers, a dial must not wait for each of its questions anew.
        if (_unreachable && time.GetElapsedTime(_unreachableAt) < FailureRemembered) return null;
        for (var attempt = 0; attempt < settings.Attempts; attempt++)
        {
            foreach (var server in settings.Servers)
            {
                if (await QueryAsync(server, name, type) is not { IsDefinite: true } answer) continue;
                _unreachable = false;
                return answer;
            }
        }

        (_unreachableAt, _unreachable) = (time.GetTimestamp(), true);
        return null;
    }

    private async Task<DnsAnswer?> QueryAsync(IPEndPoint server, string name, DnsType type)
    {
        var id = BinaryPrimitives.ReadUInt16LittleEndian(RandomNumberGenerator.GetBytes(2));
        var query = DnsMessage.Query(id, name, type);
        // The network keeps real time, whatever clock drives the calls.
        using var deadline = new CancellationTokenSource(settings.Timeout);
        try
        {
            var answer = await OverUdpAsync(server, query, bytes => DnsMessage.Parse(bytes, id, name, type), deadline.Token);
            return answer.IsTruncated ? DnsMessage.Parse(await OverTcpAsync(server, query, deadline.Token), id, name, type) : answer;
        }
        catch (Exception error) when (error is SocketException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>A connected socket takes datagrams of that server only; what is no answer to our question is passed over, for it may be forged.</summary>
    private static async Task<DnsAnswer> OverUdpAsync(IPEndPoint server, byte[] query, Func<byte[], DnsAnswer?> parse, CancellationToken deadline)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, deadline);
        await socket.SendAsync(query, deadline);
        var buffer = new byte[4096];
        while (true)
        {
            var length = await socket.ReceiveAsync(buffer, deadline);
            if (parse(buffer[..length]) is { } answer) return answer;
        }
    }

    private static async Task<byte[]> OverTcpAsync(IPEndPoint server, byte[] query, CancellationToken deadline)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, deadline);
        await using var stream = new NetworkStream(socket);
        var framed = new byte[query.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)query.Length);
        query.CopyTo(framed, 2);
        await stream.WriteAsync(framed, deadline);
        await stream.ReadExactlyAsync(framed.AsMemory(0, 2), deadline);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(framed)];
        await stream.ReadExactlyAsync(answer, deadline);
        return answer;
    }

    private sealed record Remembered(Lazy<Task<DnsAnswer?>> Answer, long At)
    {
        public bool IsOver(TimeProvider time) => Answer.Value is { IsCompletedSuccessfully: true } done && time.GetElapsedTime(At) >= Life(done.GetAwaiter().GetResult());

        private static TimeSpan Life(DnsAnswer? answer) =>
            answer is null ? FailureRemembered : answer.Records.Count == 0 ? answer.Nothing : answer.Records.Min(r => r.Ttl);
    }
}
