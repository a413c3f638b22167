using System.Text;
using Futwork.Realtime.Sip.Transport;

namespace Futwork.Tests.Realtime.Sip.Transport;

public sealed class StreamFramerTests
{
    private const string First = "OPTIONS sip:a SIP/2.0\r\nContent-Length: 5\r\n\r\nhello";
    private const string Second = "SIP/2.0 200 OK\r\nl : 0\r\n\r\n";

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Messages_come_whole_however_the_stream_is_cut(int chunk)
    {
        var framer = new StreamFramer();
        var stream = Encoding.ASCII.GetBytes("\r\n\r\n" + First + Second + "\r\n" + First);
        List<string> messages = [];

        for (var at = 0; at < stream.Length; at += chunk)
        {
            var part = stream.AsSpan(at, Math.Min(chunk, stream.Length - at));
            part.CopyTo(framer.Free.Span);
            framer.Received(part.Length);
            while (framer.TryNext(out var message)) messages.Add(Bytes.Text(message.Span));
        }

        messages.ShouldBe([First, Second, First]);
        framer.IsBroken.ShouldBeFalse();
    }

    [Theory]
    [InlineData("Content-Length: 70000")]
    [InlineData("Content-Length: x")]
    [InlineData("Content-Length: 4294967290")]
    public void A_length_that_cannot_be_followed_breaks_the_stream(string header)
    {
        var framer = Fill($"OPTIONS sip:a SIP/2.0\r\n{header}\r\n\r\n");

        framer.TryNext(out _).ShouldBeFalse();
        framer.IsBroken.ShouldBeTrue();
    }

    [Fact]
    public void A_head_without_end_breaks_the_stream_when_the_buffer_is_full()
    {
        var framer = Fill("OPTIONS sip:a SIP/2.0\r\nX: ");
        while (framer.Free.Length > 0)
        {
            var free = framer.Free;
            free.Span.Fill((byte)'x');
            framer.Received(free.Length);
        }

        framer.TryNext(out _).ShouldBeFalse();
        framer.IsBroken.ShouldBeTrue();
    }

    [Fact]
    public void Buffer_is_as_large_as_what_is_in_it_and_goes_back_when_nothing_is()
    {
        var framer = Fill(First);
        framer.Held.ShouldBeLessThanOrEqualTo(4096);

        framer.Rest();
        framer.Held.ShouldBeGreaterThan(0, "A message waits in it.");
        framer.TryNext(out _).ShouldBeTrue();
        framer.Rest();

        framer.Held.ShouldBe(0);
        var large = Fill($"OPTIONS sip:a SIP/2.0\r\nContent-Length: 60000\r\n\r\n");
        for (var left = 60_000; left > 0;)
        {
            var part = Math.Min(left, large.Free.Length);
            large.Received(part);
            left -= part;
        }

        large.TryNext(out var message).ShouldBeTrue();
        message.Length.ShouldBeGreaterThan(60_000);
    }

    private static StreamFramer Fill(string text)
    {
        var framer = new StreamFramer();
        Encoding.ASCII.GetBytes(text).CopyTo(framer.Free.Span);
        framer.Received(text.Length);
        return framer;
    }
}
