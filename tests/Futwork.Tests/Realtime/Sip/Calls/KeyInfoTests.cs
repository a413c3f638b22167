using Futwork.Realtime.Sip.Calls;
using Futwork.Realtime.Sip.Messages;
using Futwork.Tests.Realtime.Rtp;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Calls;

/// <summary>Keys that a far end, played by the test, tells by INFO.</summary>
public sealed class KeyInfoTests
{
    private const string Relay = "application/dtmf-relay";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly List<char> _pressed = [];

    [Theory]
    [InlineData(Relay, "Signal=5\nDuration=160\n", '5')]
    [InlineData(Relay, "Duration = 160\nSIGNAL = *", '*')]
    [InlineData(Relay, "Signal=#", '#')]
    [InlineData(Relay, "Signal=d", 'D')]
    [InlineData(Relay, "Signal=10", '*')]
    [InlineData(Relay, "Signal=11", '#')]
    [InlineData("Application/DTMF-Relay; charset=utf-8", "Signal=0", '0')]
    [InlineData("application/dtmf", "7", '7')]
    [InlineData("application/dtmf", " A\n", 'A')]
    public void Key_is_read_as_pbxs_write_it(string type, string body, char key)
    {
        Answer(type, body).Status.ShouldBe(200);

        _pressed.ShouldBe([key]);
    }

    [Theory]
    [InlineData(Relay, "Signal=\nDuration=160", 400)]
    [InlineData(Relay, "Duration=160", 400)]
    [InlineData(Relay, "5", 400)]
    [InlineData(Relay, "Signal=16", 400)]
    [InlineData(Relay, "Signal=x", 400)]
    [InlineData("application/dtmf", "hello", 400)]
    [InlineData("application/media_control+xml", "<media_control/>", 415)]
    public void What_tells_of_no_key_is_refused(string type, string body, int status)
    {
        var answer = Answer(type, body);

        answer.Status.ShouldBe(status);
        if (status == 415) answer.Headers.ShouldHaveSingleItem().Value.ShouldBe("application/dtmf-relay, application/dtmf");
        _pressed.ShouldBeEmpty();
    }

    [Fact]
    public void Info_without_a_body_is_answered_and_one_of_a_package_that_we_do_not_take_is_refused()
    {
        Answer(type: null, "").Status.ShouldBe(200);

        var refusal = Answer(Relay, "Signal=5", "Info-Package: conference\n");

        refusal.Status.ShouldBe(469);
        refusal.Headers.ShouldHaveSingleItem().Key.ShouldBe("Recv-Info");
        _pressed.ShouldBeEmpty();
    }

    [Fact]
    public async Task Key_that_is_told_within_a_call_is_heard_by_whoever_listens_and_before_the_answer_by_nobody()
    {
        var audio = new ScriptedAudio(400);
        using var peer = new WirePeer();
        await using var phone = await SipPhone.StartAsync();
        var leg = phone.Agent.Dial(SipPhone.To(peer.Port));
        leg.Attach(audio);
        var invite = await peer.ExpectAsync("INVITE ");
        peer.Respond(invite, 180);
        var dialog = WirePeer.DialogOf(invite);
        peer.SendRaw(Info(Relay, "Signal=1", $"{dialog}\n", peer.Port, cseq: 1));
        (await peer.ExpectPastAsync("INVITE", "SIP/2.0 200")).Method.ShouldBe(SipMethod.Info);
        peer.Respond(invite, 200, sdp: WirePeer.Sdp);
        await peer.ExpectAsync("ACK ");
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();

        peer.SendRaw(Info(Relay, "Signal=5\nDuration=160", $"{dialog}\n", peer.Port, cseq: 2));

        (await peer.ExpectAsync("SIP/2.0 200 OK")).Method.ShouldBe(SipMethod.Info);
        await Eventually.HappensAsync(() => Task.FromResult(!audio.Digits.IsEmpty));
        audio.Digits.ShouldBe(['5']);
        peer.SendRaw(Info("text/plain", "5", $"{dialog}\n", peer.Port, cseq: 3));
        await peer.ExpectAsync("SIP/2.0 415 Unsupported Media Type");
        leg.Ended.IsCompleted.ShouldBeFalse();
    }

    private SipResponse Answer(string? type, string body, string headers = "") =>
        KeyInfo.Answer(Bytes.Parse(Bytes.Text(Info(type, body, $"From: <sip:a@b>;tag=far\nTo: <sip:c@d>;tag=near\nCall-ID: x\n{headers}", port: 5060, cseq: 1))), _pressed.Add);

    private static byte[] Info(string? type, string body, string headers, int port, int cseq) => Bytes.Wire(
        $"INFO sip:us@127.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bKinfo{cseq};rport\n{headers}CSeq: {cseq} INFO\nMax-Forwards: 70\n"
        + (type is null ? "" : $"Content-Type: {type}\n") + $"Content-Length: {Bytes.Wire(body).Length}\n\n{body}");
}
