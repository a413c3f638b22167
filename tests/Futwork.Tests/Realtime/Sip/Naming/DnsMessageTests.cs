using System.Net;
using System.Net.Sockets;
using Futwork.Realtime.Sip.Naming;

namespace Futwork.Tests.Realtime.Sip.Naming;

/// <summary>What a hostile or broken name server may send.</summary>
public sealed class DnsMessageTests
{
    private const ushort Id = 0x1234;
    private const string Name = "a.example.test";

    [Fact]
    public void Answer_is_read_through_a_pointer()
    {
        var answer = DnsMessage.Parse(Answer([0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1]), Id, Name, DnsType.A).ShouldNotBeNull();

        answer.Records.ShouldBe([new AddressRecord(Name, TimeSpan.FromSeconds(60), IPAddress.Parse("192.0.2.1"))]);
    }

    [Theory]
    [InlineData(new byte[] { 0xC0, 32, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1 }, "a pointer to itself")]
    [InlineData(new byte[] { 0xC0, 200, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1 }, "a pointer beyond the end")]
    [InlineData(new byte[] { 1, (byte)'x', 0xC0, 32, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1 }, "a pointer that goes round")]
    [InlineData(new byte[] { 0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 5, 192, 0, 2, 1 }, "data beyond the end")]
    [InlineData(new byte[] { 0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 3, 192, 0, 2 }, "an address of three bytes")]
    [InlineData(new byte[] { 0xC0, 12, 0, 33, 0, 1, 0, 0, 0, 60, 0, 4, 0, 1, 0, 1 }, "an SRV that is cut off")]
    [InlineData(new byte[] { 0x80, 12 }, "a reserved kind of label")]
    [InlineData(new byte[] { 63, 1, 2 }, "a label beyond the end")]
    public void Malformed_answer_is_none(byte[] record, string why) =>
        DnsMessage.Parse(Answer(record), Id, Name, DnsType.A).ShouldBeNull(why);

    [Fact]
    public void Answer_to_another_question_is_none()
    {
        var bytes = Answer([0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1]);

        DnsMessage.Parse(bytes, Id + 1, Name, DnsType.A).ShouldBeNull();
        DnsMessage.Parse(bytes, Id, "b.example.test", DnsType.A).ShouldBeNull();
        DnsMessage.Parse(bytes, Id, Name, DnsType.Aaaa).ShouldBeNull();
        DnsMessage.Parse(DnsMessage.Query(Id, Name, DnsType.A), Id, Name, DnsType.A).ShouldBeNull("a query is no answer");
        DnsMessage.Parse([], Id, Name, DnsType.A).ShouldBeNull();
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        var random = new Random(4);
        var good = Answer([0xC0, 12, 0, 35, 0, 1, 0, 0, 0, 60, 0, 20, 0, 1, 0, 1, 1, (byte)'s', 7, .. "SIP+D2U"u8, 0, 0xC0, 12, 0, 0, 0]);
        for (var i = 0; i < 50_000; i++)
        {
            var bytes = good[..random.Next(DnsMessage.HeaderBytes, good.Length + 1)];
            for (var flips = random.Next(6); flips > 0; flips--) bytes[random.Next(2, bytes.Length)] = (byte)random.Next(256);
            Should.NotThrow(() => DnsMessage.Parse(bytes, Id, Name, DnsType.A));
        }
    }

    [Fact]
    public async Task Forged_answers_are_passed_over_until_the_true_one_comes()
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var client = new DnsClient(new ResolverSettings { Servers = [(IPEndPoint)server.LocalEndPoint!] }, TimeProvider.System);
        var asking = client.AskAsync(Name, DnsType.A);
        var buffer = new byte[512];
        var query = await server.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0));
        var id = (ushort)((buffer[0] << 8) | buffer[1]);
        byte[] record = [0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 66];

        await server.SendToAsync(Answer(record, (ushort)(id ^ 1)), query.RemoteEndPoint);
        await server.SendToAsync(new byte[3], query.RemoteEndPoint);
        record[^1] = 1;
        await server.SendToAsync(Answer(record, id), query.RemoteEndPoint);

        (await asking.WaitAsync(TimeSpan.FromSeconds(20)))!.Records.OfType<AddressRecord>().Single().Address.ShouldBe(IPAddress.Parse("192.0.2.1"));
    }

    [Fact]
    public void Weights_decide_among_equals_and_priorities_before_them()
    {
        ServiceRecord Of(int priority, int weight, string target) => new(Name, TimeSpan.Zero, priority, weight, 5060, target);
        ServiceRecord[] records = [Of(2, 0, "last"), Of(1, 30, "heavy"), Of(1, 10, "light"), Of(1, 0, "zero")];

        ServiceOrder.Of(records, _ => 0).Select(r => r.Target).ShouldBe(["zero", "light", "heavy", "last"]);
        ServiceOrder.Of(records, below => below - 1).Select(r => r.Target).ShouldBe(["heavy", "light", "zero", "last"]);
        var random = new Random(7);
        var heavyFirst = Enumerable.Range(0, 4000).Count(_ => ServiceOrder.Of(records, random.Next).First().Target == "heavy");
        (heavyFirst / 4000.0).ShouldBe(0.75, 0.04);
    }

    [Fact]
    public void Resolv_conf_is_read_as_its_manual_says()
    {
        var settings = ResolverSettings.Parse("""
            # made by something
            nameserver 192.0.2.53
            nameserver 2001:db8::53
            search corp.example.test example.test.
            options timeout:2 attempts:3 ndots:2 rotate
            """);

        settings.Servers.ShouldBe([new IPEndPoint(IPAddress.Parse("192.0.2.53"), 53), new IPEndPoint(IPAddress.Parse("2001:db8::53"), 53)]);
        settings.Search.ShouldBe(["corp.example.test", "example.test"]);
        (settings.Timeout.TotalSeconds, settings.Attempts, settings.Dots).ShouldBe((2, 3, 2));
        ResolverSettings.Parse("").Servers.ShouldBe([new IPEndPoint(IPAddress.Loopback, 53)]);
    }

    /// <summary>An answer to our question with one record, which begins at byte 32.</summary>
    private static byte[] Answer(byte[] record, ushort id = Id)
    {
        var query = DnsMessage.Query(id, Name, DnsType.A);
        query.Length.ShouldBe(32);
        query[2] = 0x81;
        query[3] = 0x80;
        query[7] = 1;
        return [.. query, .. record];
    }
}
