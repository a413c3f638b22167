using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Messages;
using Futwork.Tests.Realtime.Rtp;

namespace Futwork.Tests.Realtime.Sip.Transport;

/// <summary>INVITEs that may not fit one packet.</summary>
public sealed class LargeRequestTests : TcpPeerTests
{
    private const string Common = "AES_CM_128_HMAC_SHA1_80";

    [Fact]
    public async Task Over_udp_the_keys_that_every_peer_knows_are_offered_alone()
    {
        using var peer = new WirePeer();

        Phone.Agent.Dial(SipPhone.To(peer.Port) with { MediaEncryption = SipMediaEncryption.Required });
        Phone.Agent.Dial(SipPhone.To(Port) with { MediaEncryption = SipMediaEncryption.Required, Transport = SipTransport.Tcp });

        Suites(await peer.ExpectAsync("INVITE ")).ShouldBe([Common]);
        using var connection = await AcceptAsync();
        Suites(await ReadAsync(connection)).ShouldBe([Common, "AEAD_AES_128_GCM", "AES_256_CM_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32"]);
    }

    [Fact]
    public async Task Gateway_that_is_sent_more_than_fits_one_packet_is_named_once()
    {
        using var log = new CollectedLog();
        using var peer = new WirePeer();
        await using var phone = await SipPhone.StartAsync(loggers: log);

        await CallAsync(phone, peer, account: 10);
        Warnings(log).ShouldBe(0);
        await CallAsync(phone, peer, account: 1000);
        await CallAsync(phone, peer, account: 1000);

        Warnings(log).ShouldBe(1, string.Join('\n', log.Lines));

        int Warnings(CollectedLog lines) => lines.Lines.Count(line => line.StartsWith($"Warning: An INVITE to 127.0.0.1:{peer.Port} over UDP has ", StringComparison.Ordinal));
    }

    private static async Task CallAsync(SipPhone phone, WirePeer peer, int account)
    {
        var leg = phone.Agent.Dial(SipPhone.To(peer.Port) with { Headers = new Dictionary<string, string> { ["X-Account"] = new string('4', account) } });
        peer.Respond(await peer.ExpectAsync("INVITE "), 486);
        await peer.ExpectPastAsync("INVITE", "ACK");
        await leg.Answer.WaitAsync(Patience);
    }

    private static string[] Suites(SipMessage invite) =>
        [.. Bytes.Text(invite.Body).Split("\r\n").Where(line => line.StartsWith("a=crypto:", StringComparison.Ordinal)).Select(line => line.Split(' ')[1])];
}
