using System.Net;
using System.Net.Sockets;
using System.Text;
using Futwork.Realtime.Sip;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Transport;

/// <summary>TCP connections that peers make to us, on a fake clock: how long they may idle, how many there may be, what a broken one is told.</summary>
public sealed class StreamLimitTests : IAsyncLifetime
{
    private const string Options = """
        OPTIONS sip:us@127.0.0.1 SIP/2.0
        Via: SIP/2.0/TCP 192.0.2.9;branch=z9hG4bKa
        From: <sip:a@b>;tag=1
        To: <sip:c@d>
        Call-ID: x
        CSeq: 1 OPTIONS
        Content-Length: 0


        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly FakeTime _time = new();
    private SipPhone _phone = null!;

    public async ValueTask InitializeAsync() => _phone = await SipPhone.StartAsync(time: _time);

    public ValueTask DisposeAsync() => new(_phone.CloseAsync(_time));

    [Fact]
    public async Task Connection_that_says_nothing_is_closed_after_half_a_minute()
    {
        using var silent = await ConnectAsync();

        (await SecondsUntilClosedAsync(silent)).ShouldBeInRange(30, 60);
    }

    [Fact]
    public async Task Message_that_never_becomes_whole_does_not_hold_its_connection()
    {
        using var slow = await ConnectAsync();
        await AskAsync(slow);
        await SendAsync(slow, "OPTIONS sip:us@127.0.0.1 SIP/2.0\r\nX: ");
        var dripped = 0;

        var seconds = await SecondsUntilClosedAsync(slow, () => dripped++ % 5 == 0 ? DripAsync(slow) : Task.CompletedTask);

        seconds.ShouldBeInRange(30, 60);
    }

    [Fact]
    public async Task Idle_connection_is_closed_and_one_that_is_kept_alive_is_not()
    {
        using var idle = await ConnectAsync();
        using var kept = await ConnectAsync();
        await AskAsync(idle);
        await AskAsync(kept);

        var pings = 0;
        var seconds = await SecondsUntilClosedAsync(idle, async () =>
        {
            if (pings++ % 100 != 0) return;
            await SendAsync(kept, "\r\n\r\n");
            (await ReadAsync(kept)).ShouldBe("\r\n");
        });

        seconds.ShouldBeInRange(295, 330);
        await AskAsync(kept);
    }

    [Fact]
    public async Task Connection_of_a_call_stays_however_quiet_it_is()
    {
        var phone = await SipPhone.StartAsync(new AnsweringCall().TakeAsync, _time, sip: new SipOptions { SessionExpires = null });
        using var caller = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await caller.ConnectAsync(IPAddress.Loopback, phone.Port);
        await SendAsync(caller, Invite);
        var answer = "";
        while (!answer.Contains("SIP/2.0 200", StringComparison.Ordinal) || !answer.EndsWith("a=sendrecv\r\n", StringComparison.Ordinal)) answer += await ReadAsync(caller);
        var tag = answer[(answer.LastIndexOf("\r\nTo: ", StringComparison.Ordinal) + 6)..].Split("\r\n")[0];
        await SendAsync(caller, Options.Replace("OPTIONS", "ACK", StringComparison.Ordinal).Replace("<sip:c@d>", tag, StringComparison.Ordinal));
        await AskAsync(caller);

        for (var i = 0; i < 400; i++) _time.Advance(TimeSpan.FromSeconds(2));

        await AskAsync(caller);
        await phone.CloseAsync(_time);
    }

    [Fact]
    public async Task One_address_gets_only_so_many_connections()
    {
        await using var phone = await LimitedAsync(perSource: 2, total: 100);
        using Socket one = await ConnectAsync(phone), two = await ConnectAsync(phone);
        await AskAsync(one);
        await AskAsync(two);

        using var above = await ConnectAsync(phone);

        await IsClosedAsync(above);
        phone.Agent.Counters.ConnectionsRefused.ShouldBe(1);
        using var elsewhere = await ConnectAsync(phone, "127.0.0.2");
        await AskAsync(elsewhere);
    }

    [Fact]
    public async Task Newcomer_takes_the_place_of_the_connection_that_is_idle_longest()
    {
        await using var phone = await LimitedAsync(perSource: 100, total: 2);
        using Socket idle = await ConnectAsync(phone), busy = await ConnectAsync(phone, "127.0.0.2");
        await AskAsync(idle);
        _time.Advance(TimeSpan.FromSeconds(10));
        await AskAsync(busy);
        using (var tooSoon = await ConnectAsync(phone, "127.0.0.3")) await IsClosedAsync(tooSoon);
        _time.Advance(TimeSpan.FromSeconds(60));

        using var newcomer = await ConnectAsync(phone, "127.0.0.4");

        await AskAsync(newcomer);
        await IsClosedAsync(idle);
        await AskAsync(busy);
        phone.Agent.Counters.ConnectionsRefused.ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_may_call_finds_a_place_however_many_strangers_keep_theirs_open()
    {
        await using var phone = await LimitedAsync(perSource: 100, total: 4);
        phone.Agent.MayCall = address => address.Equals(IPAddress.Parse("127.0.0.9"));
        using Socket one = await ConnectAsync(phone), two = await ConnectAsync(phone, "127.0.0.2"), three = await ConnectAsync(phone, "127.0.0.3");
        await AskAsync(one);
        await AskAsync(two);
        await AskAsync(three);
        using (var stranger = await ConnectAsync(phone, "127.0.0.4")) await IsClosedAsync(stranger);

        using var carrier = await ConnectAsync(phone, "127.0.0.9");

        await AskAsync(carrier);
        phone.Agent.Counters.ConnectionsRefused.ShouldBe(1);
    }

    [Theory]
    [InlineData("127.0.0.4")]
    [InlineData("127.0.0.8")]
    public async Task Quiet_connection_of_one_who_may_call_stays_where_a_strangers_can_make_room(string from)
    {
        await using var phone = await LimitedAsync(perSource: 100, total: 2);
        phone.Agent.MayCall = IsCarrier;
        using Socket carrier = await ConnectAsync(phone, "127.0.0.9"), stranger = await ConnectAsync(phone, "127.0.0.2");
        await AskAsync(carrier);
        _time.Advance(TimeSpan.FromSeconds(10));
        await AskAsync(stranger);
        _time.Advance(TimeSpan.FromSeconds(60));

        using var newcomer = await ConnectAsync(phone, from);

        await AskAsync(newcomer);
        await IsClosedAsync(stranger);
        await AskAsync(carrier);
    }

    [Fact]
    public async Task Where_all_may_call_a_stranger_finds_no_room_and_another_who_may_does()
    {
        await using var phone = await LimitedAsync(perSource: 100, total: 2);
        phone.Agent.MayCall = IsCarrier;
        using Socket first = await ConnectAsync(phone, "127.0.0.8"), second = await ConnectAsync(phone, "127.0.0.9");
        await AskAsync(first);
        _time.Advance(TimeSpan.FromSeconds(10));
        await AskAsync(second);
        _time.Advance(TimeSpan.FromSeconds(60));
        using (var stranger = await ConnectAsync(phone, "127.0.0.4")) await IsClosedAsync(stranger);

        using var newcomer = await ConnectAsync(phone, "127.0.0.9");

        await AskAsync(newcomer);
        await IsClosedAsync(first);
        await AskAsync(second);
        phone.Agent.Counters.ConnectionsRefused.ShouldBe(1);
    }

    /// <summary>RFC 4475 sections 3.1.2.3 and 3.3.9: where nobody knows the end of a message the answer says so, and the connection ends.</summary>
    [Theory]
    [InlineData("Content-Length: 0", "Content-Length: -999", "400 Content-Length Does Not Fit The Message")]
    [InlineData("Content-Length: 0", "Content-Length: 70000", "513 Message Too Large")]
    [InlineData("Content-Length: 0", "Content-Length: 0\r\nContent-Length: 5", "400 Repeated Content-Length")]
    public async Task Stream_that_cannot_be_followed_is_told_so_and_closed(string original, string replacement, string answer)
    {
        using var peer = await ConnectAsync();

        await SendAsync(peer, Options.Replace(original, replacement, StringComparison.Ordinal));

        (await ReadAsync(peer)).ShouldStartWith($"SIP/2.0 {answer}\r\n");
        await IsClosedAsync(peer);
    }

    [Fact]
    public async Task Malformed_request_whose_end_is_known_costs_no_connection()
    {
        using var peer = await ConnectAsync();

        await SendAsync(peer, Options.Replace("CSeq: 1", "CSeq: x", StringComparison.Ordinal));

        (await ReadAsync(peer)).ShouldStartWith("SIP/2.0 400 Malformed CSeq\r\n");
        await AskAsync(peer);
    }

    private static string Invite => Options.Replace("OPTIONS", "INVITE", StringComparison.Ordinal)
        .Replace("Content-Length: 0", $"Contact: <sip:far@127.0.0.1>\nContent-Type: application/sdp\nContent-Length: {Bytes.Wire(WirePeer.Sdp).Length}", StringComparison.Ordinal)
        .TrimEnd('\n') + "\n\n" + WirePeer.Sdp;

    private static bool? IsCarrier(IPAddress address) => address.ToString() is "127.0.0.8" or "127.0.0.9";

    private Task<SipPhone> LimitedAsync(int perSource, int total) =>
        SipPhone.StartAsync(time: _time, sip: new SipOptions { ConnectionsPerSource = perSource, Connections = total });

    /// <param name="phone">Null: the one of all tests.</param>
    /// <param name="from">An address of this machine.</param>
    private async Task<Socket> ConnectAsync(SipPhone? phone = null, string from = "127.0.0.1")
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(IPAddress.Loopback, (phone ?? _phone).Port);
        return socket;
    }

    private static async Task AskAsync(Socket socket)
    {
        await SendAsync(socket, Options);
        (await ReadAsync(socket)).ShouldStartWith("SIP/2.0 200 OK");
    }

    private static Task<int> SendAsync(Socket socket, string text) => socket.SendAsync(Bytes.Wire(text));

    private static async Task<string> ReadAsync(Socket socket)
    {
        var buffer = new byte[65_536];
        using var patience = new CancellationTokenSource(Patience);
        return Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, patience.Token));
    }

    /// <summary>One more byte, or none where the peer has just closed: that the socket's reader sees for itself.</summary>
    private static async Task DripAsync(Socket socket)
    {
        var closed = await Record.ExceptionAsync(async () => await socket.SendAsync("x"u8.ToArray()));
        if (closed is not null) closed.ShouldBeOfType<SocketException>();
    }

    /// <summary>Closed in order, or reset where we had not read all.</summary>
    private static async Task IsClosedAsync(Socket socket)
    {
        var reset = await Record.ExceptionAsync(async () => (await ReadAsync(socket)).ShouldBe(""));
        if (reset is not null) reset.ShouldBeOfType<SocketException>();
    }

    /// <summary>Moves the clock until the peer is closed.</summary>
    private async Task<int> SecondsUntilClosedAsync(Socket socket, Func<Task>? each = null)
    {
        var begun = _time.Elapsed;
        await Eventually.HappensAsync(() => Task.FromResult(socket.Poll(0, SelectMode.SelectRead)), async () =>
        {
            if (each is not null) await each();
            await _phone.HandledAsync();
            _time.Advance(TimeSpan.FromSeconds(1));
        });
        await IsClosedAsync(socket);
        return (int)(_time.Elapsed - begun).TotalSeconds;
    }
}
