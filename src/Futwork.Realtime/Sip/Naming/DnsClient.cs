using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Futwork.Realtime.Sip.Naming;

/// <summary>
/// Asks the system's name servers for records that the framework does not know (SRV, NAPTR), over UDP and, when an answer is cut
/// short, TCP; and remembers answers for as long as they allow, or longer where nobody gives a newer one (RFC 8767). Each question
/// has a random id and its own random port.
/// </summary>
internal sealed class DnsClient(ResolverSettings settings, TimeProvider time)
{
    private const int MaxRemembered = 4096;

    private static readonly TimeSpan FailureRemembered = TimeSpan.FromSeconds(10);

    /// <summary>For so long after it came an answer serves where nobody gives a newer one (RFC 8767 section 5, maximum stale timer).</summary>
    private static readonly TimeSpan LongestStale = TimeSpan.FromDays(1);

    private static readonly DnsAnswer NoSuchName = new(Code: 3, IsTruncated: false, [], TimeSpan.Zero);

    private readonly ConcurrentDictionary<(string Name, DnsType Type), Question> _known = new();
    private readonly DnsOutage _outage = new(time);

    /// <summary>
    /// The answer for a name, tried with the search list too; null when no server knows at the moment whether there is one for the name as it stands. Never faults.
    /// </summary>
    /// <param name="name">With a dot at its end, as it stands.</param>
    /// <param name="type">What is wanted.</param>
    /// <param name="old">What another old answer tells of it; serves as its own old answer does.</param>
    public async Task<DnsAnswer?> AskAsync(string name, DnsType type, DnsAnswer? old = null)
    {
        var asked = name.TrimEnd('.');
        // Nobody can have given it records.
        if (!DnsMessage.IsName(asked)) return NoSuchName;
        DnsAnswer? nothing = null;
        foreach (var candidate in Candidates(asked, name.EndsWith('.')))
        {
            var answer = await RememberedAsync(candidate, type, candidate == asked ? old : null);
            if (answer is { Records.Count: > 0 } || (answer is null && candidate == asked)) return answer;
            if (candidate == asked) nothing = answer;
        }

        return nothing;
    }

    private IEnumerable<string> Candidates(string name, bool whole)
    {
        if (whole || settings.Search.Count == 0) return [name];
        var searched = settings.Search.Select(domain => $"{name}.{domain}");
        var ordered = name.Count(c => c == '.') >= settings.Dots ? searched.Prepend(name) : searched.Append(name);
        return ordered.Where(DnsMessage.IsName);
    }

    /// <summary>Callers that ask the same at the same time share one question.</summary>
    private async Task<DnsAnswer?> RememberedAsync(string name, DnsType type, DnsAnswer? old)
    {
        var key = (name.ToLowerInvariant(), type);
        if (_known.TryGetValue(key, out var known) && !known.IsOver(time)) return await AnswerAsync(known, old);
        var before = known?.Latest(time);
        // When no server answers, a dial must not wait for each of its questions anew.
        if (_outage.IsFresh(FailureRemembered)) return before?.Answer ?? old;
        if (_known.Count >= MaxRemembered) _known.Clear();
        var question = new Question(new Lazy<Task<Reply>>(() => QueryAsync(name, type)), before);
        var isOurs = _known.TryAdd(key, question) || (known is not null && _known.TryUpdate(key, question, known));
        return await AnswerAsync(isOurs ? question : _known.GetOrAdd(key, question), old);
    }

    /// <summary>What the question brings; what was known before where nobody knows, or not soon.</summary>
    private async Task<DnsAnswer?> AnswerAsync(Question question, DnsAnswer? old)
    {
        if ((question.Before?.Answer ?? old) is not { } before) return (await question.Asked.Value).Answer;
        try
        {
            // While no server answers nobody waits to see whether one does again.
            return (await question.Asked.Value.WaitAsync(_outage.IsOn ? TimeSpan.Zero : settings.PatienceForNewer)).Answer ?? before;
        }
        catch (TimeoutException)
        {
            return before;
        }
    }

    private async Task<Reply> QueryAsync(string name, DnsType type)
    {
        var (isSilent, answers) = (true, _outage.Answers);
        for (var attempt = 0; attempt < settings.Attempts; attempt++)
        {
            foreach (var server in settings.Servers)
            {
                if (await QueryAsync(server, name, type) is not { } answer) continue;
                // A server that cannot tell has failed at this name, and may know others.
                isSilent = false;
                _outage.Answered();
                if (answer.IsDefinite) return new Reply(answer, time.GetTimestamp());
            }
        }

        if (isSilent) _outage.Silent(name, answers);
        return new Reply(null, time.GetTimestamp());
    }

    /// <summary>Null when the server says nothing.</summary>
    private async Task<DnsAnswer?> QueryAsync(IPEndPoint server, string name, DnsType type)
    {
        var id = BinaryPrimitives.ReadUInt16LittleEndian(RandomNumberGenerator.GetBytes(2));
        var query = DnsMessage.Query(id, name, type);
        // The network keeps real time, whatever clock drives the calls.
        using var deadline = new CancellationTokenSource(settings.Timeout);
        DnsAnswer? answer = null;
        try
        {
            answer = await OverUdpAsync(server, query, bytes => DnsMessage.Parse(bytes, id, name, type), deadline.Token);
            if (answer.IsTruncated) answer = DnsMessage.Parse(await OverTcpAsync(server, query, deadline.Token), id, name, type) ?? answer;
        }
        catch (Exception error) when (error is SocketException or IOException or OperationCanceledException)
        {
            // Who was cut short over UDP and is silent over TCP has answered, if not to the end.
        }

        return answer;
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

    /// <param name="Answer">Null: nobody knew.</param>
    /// <param name="At">When that was said.</param>
    private sealed record Reply(DnsAnswer? Answer, long At)
    {
        public TimeSpan Life => Answer is null ? FailureRemembered : Answer.Records.Count == 0 ? Answer.Nothing : Answer.Records.Min(r => r.Ttl);
    }

    /// <param name="Asked">The servers are asked when it is first read.</param>
    /// <param name="Before">The last answer before this question; null: none that still serves.</param>
    private sealed record Question(Lazy<Task<Reply>> Asked, Reply? Before)
    {
        /// <summary>It is answered, and may be asked anew.</summary>
        public bool IsOver(TimeProvider time) =>
            Asked.Value is { IsCompletedSuccessfully: true } done && done.Completed() is var reply && time.GetElapsedTime(reply.At) >= reply.Life;

        /// <summary>The last answer, now an old one, unless it is too old; of a question that is over.</summary>
        public Reply? Latest(TimeProvider time)
        {
            var latest = Asked.Value.Completed() is { Answer: not null } reply ? reply : Before;
            return latest?.Answer is { } answer && time.GetElapsedTime(latest.At) < LongestStale ? latest with { Answer = answer with { IsStale = true } } : null;
        }
    }
}
