using System.Net;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Messages;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Gateways;

/// <summary>A phone and two gateways, which the test plays by hand on a fake clock.</summary>
public abstract class TwoGateways : IAsyncLifetime
{
    private protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private protected FakeTime Time { get; } = new();

    private protected WirePeer First { get; } = new();

    private protected WirePeer Second { get; } = new();

    private protected SipPhone Phone { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Phone = await SipPhone.StartAsync(time: Time);

    public async ValueTask DisposeAsync()
    {
        await Phone.CloseAsync(Time);
        First.Dispose();
        Second.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static SipGateway Of(WirePeer peer) => new() { Host = IPAddress.Loopback.ToString(), Port = peer.Port, Transport = SipTransport.Udp };

    /// <summary>A call over these gateways, or else over both.</summary>
    private protected SipDialRequest Call(SipGateway[] gateways) => new()
    {
        CallId = Guid.NewGuid().ToString(),
        Gateways = gateways.Length > 0 ? gateways : [Of(First), Of(Second)],
        To = "+919999789877",
        From = "+911600110011",
    };

    /// <summary>Lets the first gateway's time run out: the INVITE and its three repetitions.</summary>
    private protected async Task<SipMessage> SilenceAsync()
    {
        var invite = await First.ExpectAsync("INVITE ");
        Time.Advance(TimeSpan.FromSeconds(5));
        for (var repeated = 0; repeated < 3; repeated++) await First.ExpectAsync("INVITE ");
        return invite;
    }

    private protected static async Task AnswerAsync(WirePeer peer, SipMessage invite)
    {
        peer.Respond(invite, 200, sdp: WirePeer.Sdp);
        await peer.ExpectAsync("ACK ");
    }
}
