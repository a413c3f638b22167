using System.Net;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Realtime.Rtp;
using Futwork.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Realtime.Sip;

/// <summary>One user agent of ours with its own sound, on a free loopback port.</summary>
internal sealed class SipPhone : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private readonly MediaEngine _media;

    private SipPhone(MediaEngine media, SipUserAgent agent) => (_media, Agent) = (media, agent);

    public SipUserAgent Agent { get; }

    public int Port => Agent.LocalEndPoint.Port;

    public static async Task<SipPhone> StartAsync(
        Func<IncomingCall, Task>? onIncoming = null,
        TimeProvider? time = null,
        MediaOptions? media = null,
        SipOptions? sip = null,
        ILoggerFactory? loggers = null,
        IPAddress? address = null)
    {
        var engine = new MediaEngine(
            media ?? new MediaOptions { BindAddress = IPAddress.Loopback, FirstPort = 24000, LastPort = 25999, RealTimePriority = false },
            TimeProvider.System,
            NullLoggerFactory.Instance);
        var agent = new SipUserAgent((sip ?? new SipOptions()) with { BindAddress = address ?? IPAddress.Loopback }, engine, time ?? TimeProvider.System, loggers ?? NullLoggerFactory.Instance)
        {
            OnIncoming = onIncoming,
        };
        await agent.StartAsync(CancellationToken.None);
        return new SipPhone(engine, agent);
    }

    /// <summary>A call to a peer on this machine.</summary>
    public static SipDialRequest To(int port, string number = "+919999789877") => new()
    {
        CallId = Guid.NewGuid().ToString(),
        Host = "127.0.0.1",
        Port = port,
        To = number,
        From = "+911600110011",
    };

    /// <summary>Returns when the agent has handled all that reached it over UDP before.</summary>
    public async Task HandledAsync()
    {
        using var last = new WirePeer(Port);
        last.Request("OPTIONS", 1, $"From: <sip:a@b>;tag=1\nTo: <sip:c@d>\nCall-ID: {Guid.NewGuid()}");
        await last.ExpectAsync("SIP/2.0 200 OK");
    }

    /// <summary>Calls, and returns when it rings there.</summary>
    public async Task<ICallLeg> RingAsync(SipDialRequest request)
    {
        var ringing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var leg = Agent.Dial(request with
        {
            OnProgress = progress =>
            {
                if (progress == LegProgress.Ringing) ringing.SetResult();
            },
        });
        await ringing.Task.WaitAsync(Patience);
        return leg;
    }

    /// <summary>Calls, and listens until the ear is full and has heard that tone.</summary>
    /// <param name="request">The call.</param>
    /// <param name="ear">What speaks and hears.</param>
    /// <param name="hertz">What the far end speaks, or plays back.</param>
    /// <param name="said">What the far end wrote, for a failing test.</param>
    public async Task<ICallLeg> TalkAsync(SipDialRequest request, ScriptedAudio ear, double hertz, Func<string> said)
    {
        var leg = Agent.Dial(request);
        leg.Attach(ear);
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue(said());
        await ear.Full.WaitAsync(Patience);
        Tone.Share(ear.Heard, hertz).ShouldBeGreaterThan(0.8, said());
        return leg;
    }

    /// <summary>Ends it where the test moves the clock.</summary>
    public async Task CloseAsync(FakeTime time)
    {
        var closing = DisposeAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(2));
        await closing;
    }

    public async ValueTask DisposeAsync()
    {
        await Agent.DisposeAsync();
        await _media.DisposeAsync();
    }
}
