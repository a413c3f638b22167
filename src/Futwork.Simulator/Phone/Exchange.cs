using System.Net;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Simulator.Phone;

/// <summary>
/// A carrier's far end without people: what becomes of a call is decided by the last digit of the number, within a second, so that a dialler can be
/// tried by many calls at little cost. It says nothing and listens to nothing.
/// </summary>
internal sealed class Exchange : IAsyncDisposable
{
    /// <summary>The header of an INVITE whose value is noted in the log.</summary>
    public const string ReferenceHeader = "X-Call-Reference";

    private readonly MediaEngine _media;
    private readonly SipUserAgent _sip;
    private readonly Action<LineEntry> _onEntry;
    private readonly TimeProvider _time;

    /// <summary>Does not listen yet.</summary>
    /// <param name="endPoint">Where to listen, UDP and TCP.</param>
    /// <param name="onEntry">Told of each INVITE and of how it ended; must not block.</param>
    /// <param name="time">The clock.</param>
    public Exchange(IPEndPoint endPoint, Action<LineEntry> onEntry, TimeProvider time)
    {
        (_onEntry, _time) = (onEntry, time);
        _media = new MediaEngine(
            new MediaOptions { BindAddress = endPoint.Address, FirstPort = 40000, LastPort = 59999 }, time, NullLoggerFactory.Instance);
        _sip = new SipUserAgent(
            new SipOptions { BindAddress = endPoint.Address, Port = endPoint.Port, UserAgent = "futwork-exchange" }, _media, time, NullLoggerFactory.Instance)
        {
            OnIncoming = TakeAsync,
        };
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint => _sip.LocalEndPoint;

    /// <summary>What it does, for people.</summary>
    public static IReadOnlyList<string> About { get; } =
    [
        "0 to 4 busy (486 after a short ring)", "5 and 6 nobody there (480)", "7 declined (603)", "8 no such number (404)", "9 answers and hangs up after a moment",
    ];

    /// <summary>Starts to listen.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The port is taken.</exception>
    public ValueTask StartAsync(CancellationToken cancellationToken) => _sip.StartAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _sip.DisposeAsync();
        await _media.DisposeAsync();
    }

    private static (int RingMs, int Status) Of(string number) => number.LastOrDefault() switch
    {
        '5' or '6' => (400, 480),
        '7' => (200, 603),
        '8' => (0, 404),
        '9' => (150, 200),
        _ => (150, 486),
    };

    private async Task TakeAsync(IncomingCall call)
    {
        var (ringMs, status) = Of(call.To);
        Log(call, LineEvent.Invite);
        if (ringMs > 0)
            call.Ring();
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(ringMs), _time, call.Canceled);
        }
        catch (OperationCanceledException)
        {
            Log(call, LineEvent.Cancel);
            return;
        }

        if (status == 200)
        {
            await AnswerAsync(call);
            return;
        }

        call.Reject(status);
        Log(call, LineEvent.Refuse, status);
    }

    private async Task AnswerAsync(IncomingCall call)
    {
        await using var leg = await call.AnswerAsync();
        if (!(await leg.Answer).IsAnswered)
        {
            Log(call, LineEvent.Cancel);
            return;
        }

        Log(call, LineEvent.Answer);
        leg.Attach(new Silence());
        await Task.WhenAny(leg.Ended, Task.Delay(TimeSpan.FromMilliseconds(600), _time));
        await leg.HangUpAsync();
        Log(call, LineEvent.End);
    }

    private void Log(IncomingCall call, LineEvent what, int? status = null) => _onEntry(new LineEntry
    {
        At = _time.GetUtcNow(),
        Event = what,
        Call = call.CallId,
        From = call.From,
        To = call.To,
        Persona = "exchange",
        Status = status,
        Source = call.Source.ToString(),
        Reference = call.Header(ReferenceHeader),
    });

    private sealed class Silence : ICallAudio
    {
        public void OnFrame(ReadOnlySpan<short> heard, Span<short> say)
        {
            // Frames come zeroed.
        }

        public void OnDigit(char digit)
        {
            // Nobody listens.
        }
    }
}
