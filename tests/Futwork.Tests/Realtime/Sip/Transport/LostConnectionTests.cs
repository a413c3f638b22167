using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Telephony;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Transport;

/// <summary>A TCP connection that is lost while something of ours is under way on it, to a peer that the test plays by hand, on a fake clock.</summary>
public sealed class LostConnectionTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly FakeTime _time = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private SipPhone _phone = null!;

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask InitializeAsync()
    {
        _listener.Start();
        _phone = await SipPhone.StartAsync(time: _time);
    }

    public async ValueTask DisposeAsync()
    {
        await _phone.CloseAsync(_time);
        _listener.Dispose();
    }

    [Fact]
    public async Task A_phone_that_may_ring_is_called_off_over_a_new_connection_and_the_attempt_counts()
    {
        var leg = _phone.Agent.Dial(SipPhone.To(Port) with { Transport = SipTransport.Tcp });
        using var first = await AcceptAsync();
        var invite = await ReadAsync(first);
        await WriteAsync(first, Answer(invite, 100));
        await _phone.HandledAsync();

        first.Client.Close(0);

        using var second = await AcceptAsync();
        var cancel = await ReadAsync(second);
        cancel.ShouldStartWith("CANCEL ");
        Line(cancel, "Via:").ShouldBe(Line(invite, "Via:"));
        await WriteAsync(second, Answer(cancel, 200));
        var answer = await leg.Answer.WaitAsync(Patience);
        (answer.Result, answer.Rang).ShouldBe((LegResult.Failed, true));
    }

    [Fact]
    public async Task A_goodbye_is_said_once_more_over_a_new_connection()
    {
        var leg = _phone.Agent.Dial(SipPhone.To(Port) with { Transport = SipTransport.Tcp });
        using var first = await AcceptAsync();
        await WriteAsync(first, Answer(await ReadAsync(first), 200, WirePeer.Sdp));
        (await ReadAsync(first)).ShouldStartWith("ACK ");
        (await leg.Answer.WaitAsync(Patience)).IsAnswered.ShouldBeTrue();
        var hangUp = leg.HangUpAsync().AsTask();
        var bye = await ReadAsync(first);

        first.Client.Close(0);

        using var second = await AcceptAsync();
        var again = await ReadAsync(second);
        again.ShouldStartWith("BYE ");
        Line(again, "CSeq:").ShouldNotBe(Line(bye, "CSeq:"));
        await WriteAsync(second, Answer(again, 200));
        await hangUp.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_caller_who_cannot_hear_that_we_answer_has_given_up()
    {
        var (calls, over) = (Channel.CreateUnbounded<IncomingCall>(), new TaskCompletionSource());
        _phone.Agent.OnIncoming = async call =>
        {
            await calls.Writer.WriteAsync(call);
            await over.Task;
        };
        using var caller = new TcpClient();
        await caller.ConnectAsync(IPAddress.Loopback, _phone.Port);
        await WriteAsync(caller, [
            .. Bytes.Wire(
                $"""
                INVITE sip:us@127.0.0.1 SIP/2.0
                Via: SIP/2.0/TCP 127.0.0.1:{Port};branch=z9hG4bKlost
                From: <sip:far@127.0.0.1>;tag=far
                To: <sip:us@127.0.0.1>
                Call-ID: lost
                CSeq: 1 INVITE
                Contact: <sip:far@127.0.0.1:{Port};transport=tcp>
                Max-Forwards: 70
                Content-Type: application/sdp
                Content-Length: {Bytes.Wire(WirePeer.Sdp).Length}


                """),
            .. Bytes.Wire(WirePeer.Sdp),
        ]);
        var call = await calls.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        var gone = new TaskCompletionSource();
        await using var registration = call.Canceled.Register(gone.SetResult);
        call.Ring();

        caller.Client.Close(0);

        await gone.Task.WaitAsync(Patience);
        var leg = await call.AnswerAsync();
        (await leg.Answer).Result.ShouldBe(LegResult.Canceled);
        over.SetResult();
    }

    private Task<TcpClient> AcceptAsync() => _listener.AcceptTcpClientAsync().WaitAsync(Patience);

    /// <summary>The next message, as text; the peer reads byte by byte, so that nothing of the next one is lost.</summary>
    private static async Task<string> ReadAsync(TcpClient peer)
    {
        using var patience = new CancellationTokenSource(Patience);
        var (text, letter) = (new StringBuilder(), new byte[1]);
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) || string.IsNullOrWhiteSpace(text.ToString()))
        {
            await peer.GetStream().ReadExactlyAsync(letter, patience.Token);
            text.Append((char)letter[0]);
        }

        var head = text.ToString().TrimStart();
        var body = new byte[int.Parse(Line(head, "Content-Length:")[15..], System.Globalization.CultureInfo.InvariantCulture)];
        await peer.GetStream().ReadExactlyAsync(body, patience.Token);
        return head;
    }

    private static async Task WriteAsync(TcpClient peer, byte[] message) => await peer.GetStream().WriteAsync(message);

    private byte[] Answer(string request, int status, string sdp = "")
    {
        var to = Line(request, "To:");
        var body = Bytes.Wire(sdp);
        return
        [
            .. Bytes.Wire(
                $"""
                SIP/2.0 {status} Said so
                {Line(request, "Via:")}
                {Line(request, "From:")}
                {to}{(to.Contains(";tag=", StringComparison.Ordinal) || status == 100 ? "" : ";tag=far")}
                {Line(request, "Call-ID:")}
                {Line(request, "CSeq:")}
                Contact: <sip:far@127.0.0.1:{Port};transport=tcp>
                {(sdp.Length > 0 ? "Content-Type: application/sdp\n" : "")}Content-Length: {body.Length}


                """),
            .. body,
        ];
    }

    private static string Line(string message, string name) => message.Split("\r\n").First(line => line.StartsWith(name, StringComparison.Ordinal));
}
