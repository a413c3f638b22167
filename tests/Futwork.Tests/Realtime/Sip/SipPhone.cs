using System.Net;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Realtime.Sip;

/// <summary>One user agent of ours with its own sound, on a free loopback port.</summary>
internal sealed class SipPhone : IAsyncDisposable
{
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

    public async ValueTask DisposeAsync()
    {
        await Agent.DisposeAsync();
        await _media.DisposeAsync();
    }
}
