using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip;
using Futwork.Tests.Realtime.Fuzz;
using Futwork.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Benchmarks.Fuzz;

/// <summary>
/// A live agent on a real socket, with calls in progress, under damaged datagrams. Its clock is driven by hand, so that what it
/// must remember for 64·T1 is forgotten in time. Afterwards the calls live, and nothing of the rest is left.
/// </summary>
internal sealed class AgentFuzz : IAsyncDisposable
{
    private const int Calls = 20;
    private const int InFlight = 32;
    private const int Round = 2000;
    private static readonly byte[] Barrier = FuzzCorpus.Wire("""
        OPTIONS sip:us@127.0.0.1 SIP/2.0
        Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK-barrier-NUMBER;rport
        From: <sip:a@b>;tag=1
        To: <sip:c@d>
        Call-ID: barrier-NUMBER
        CSeq: 1 OPTIONS
        Content-Length: 0


        """);

    private readonly FakeTime _time = new();
    private readonly MediaEngine _media = new(
        new MediaOptions { BindAddress = IPAddress.Loopback, FirstPort = 30_000, LastPort = 33_999, RealTimePriority = false }, TimeProvider.System, NullLoggerFactory.Instance);

    private readonly SipUserAgent _agent;
    private readonly SipUserAgent _callee;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly byte[] _buffer = new byte[65_535];
    private int _barriers;
    private int _offered;

    private AgentFuzz()
    {
        var options = new SipOptions { BindAddress = IPAddress.Loopback, SessionExpires = null };
        _agent = new SipUserAgent(options, _media, _time, NullLoggerFactory.Instance) { OnIncoming = DecideAsync };
        _callee = new SipUserAgent(options, _media, _time, NullLoggerFactory.Instance) { OnIncoming = static call => call.AnswerAsync() };
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _socket.ReceiveBufferSize = 4 << 20;
    }

    public static async Task<(string Report, bool Sound)> RunAsync(int count, int seed)
    {
        await using var fuzz = new AgentFuzz();
        await fuzz._agent.StartAsync(CancellationToken.None);
        await fuzz._callee.StartAsync(CancellationToken.None);
        return await fuzz.MeasureAsync(count, seed);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Advancing(_agent.DisposeAsync().AsTask()), Advancing(_callee.DisposeAsync().AsTask()));
        await _media.DisposeAsync();
        _socket.Dispose();
    }

    private async Task<(string Report, bool Sound)> MeasureAsync(int count, int seed)
    {
        var legs = Enumerable.Range(0, Calls).Select(_ => _agent.Dial(Request())).ToList();
        foreach (var leg in legs) await leg.Answer;
        await ThrowAsync(Math.Min(count, 10 * Round), seed);
        var before = await MemoryAsync();
        var started = Stopwatch.GetTimestamp();
        await ThrowAsync(count, seed);
        var spent = Stopwatch.GetElapsedTime(started);
        var after = await MemoryAsync();

        var alive = legs.Count(leg => !leg.Ended.IsCompleted);
        foreach (var leg in legs) await Advancing(leg.HangUpAsync().AsTask());
        await SettleAsync();
        var stack = _agent.Stack;
        var left = $"{stack.Legs.Count} legs, {stack.Sessions.Count} sessions, {stack.Early.Count} early, {stack.Ringing.Count} ringing, "
            + $"{stack.Transactions.Count} transactions, {stack.Timers.Count} timers, {_media.LiveSessions} ports";
        var counters = _agent.Counters;
        var report = new StringBuilder()
            .Append($"whole agent       {count} datagrams, {count / spent.TotalSeconds:0}/s; {counters.MessagesReceived} understood, {counters.MalformedDropped} malformed, ")
            .AppendLine($"{counters.Unmatched} unmatched, {counters.Faults} faults; {_offered} calls offered by them")
            .AppendLine($"                  {alive} of {Calls} calls survived; memory {before >> 10} KB before, {after >> 10} KB after")
            .Append($"                  left: {left}")
            .ToString();
        var empty = stack.Legs.Count + stack.Sessions.Count + stack.Early.Count + stack.Ringing.Count + stack.Transactions.Count + stack.Timers.Count + _media.LiveSessions == 0;
        return (report, empty && alive == Calls && counters.Faults == 0 && after - before < 4 << 20);
    }

    private SipDialRequest Request() => new()
    {
        CallId = Guid.NewGuid().ToString(),
        Host = "127.0.0.1",
        Port = _callee.LocalEndPoint.Port,
        To = "1",
        From = "2",
    };

    /// <summary>Keeps few datagrams in flight, so that none is lost, and lets 2 s pass for each two thousand.</summary>
    private async Task ThrowAsync(int count, int seed)
    {
        for (var sent = 0; sent < count; sent++)
        {
            await _socket.SendToAsync(Mutator.Mutate(new Random(seed + sent), FuzzCorpus.Sip), _agent.LocalEndPoint);
            if (sent % InFlight == 0) await BarrierAsync();
            if (sent % Round == 0) _time.Advance(TimeSpan.FromSeconds(2));
        }

        await BarrierAsync();
    }

    /// <summary>Returns once the agent has handled all that was sent, and throws away what it answered.</summary>
    private async Task BarrierAsync()
    {
        var number = $"barrier-{++_barriers}-{_socket.LocalEndPoint}";
        await _socket.SendToAsync(Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(Barrier).Replace("barrier-NUMBER", number, StringComparison.Ordinal)), _agent.LocalEndPoint);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var wanted = Encoding.ASCII.GetBytes($"Call-ID: {number}\r\n");
        int length;
        do length = await _socket.ReceiveAsync(_buffer, patience.Token);
        while (_buffer.AsSpan(0, length).IndexOf(wanted) < 0);
    }

    private async Task<long> MemoryAsync()
    {
        await SettleAsync();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>Lets all that is due in the next minutes come due.</summary>
    private async Task SettleAsync()
    {
        for (var step = 0; step < 200; step++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await BarrierAsync();
        }

        _time.Advance(TimeSpan.FromSeconds(33));
    }

    /// <summary>Lets time pass until it is done.</summary>
    private async Task Advancing(Task task)
    {
        while (!task.IsCompleted)
        {
            await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
            _time.Advance(200);
        }

        await task;
    }

    private async Task DecideAsync(IncomingCall call)
    {
        if (Interlocked.Increment(ref _offered) % 50 == 0) await call.AnswerAsync();
        else call.Reject(486);
    }
}
