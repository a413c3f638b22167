using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Rtp.Srtp;

namespace Futwork.Tests.Realtime.Rtp.Srtp;

public sealed class SrtpSessionTests : IAsyncDisposable
{
    private static readonly SrtpKeys Ours = SrtpKeys.Generate(SrtpSuite.AesCm128HmacSha1Tag80), Theirs = SrtpKeys.Generate(SrtpSuite.AesCm128HmacSha1Tag80);
    private readonly RtpSessionFixture _fixture = new();
    private readonly SrtpSender _far = new(Theirs);

    [Fact]
    public void Only_authentic_packets_are_heard_and_they_alone_say_where_the_far_end_is()
    {
        using var stranger = new RtpPeer(_fixture.Session.LocalEndPoint);
        var ear = new ScriptedAudio(0, keep: 1);
        _fixture.Session.Attach(ear);
        _fixture.Session.Target(_fixture.Parameters with { SendKeys = Ours, ReceiveKeys = Theirs });
        _fixture.Tick();

        for (var n = 0; n < 5; n++)
        {
            stranger.Send(n, Loud());
            _fixture.Peer.SendRaw(Protected(n));
            _fixture.Tick();
        }

        ear.Full.IsCompleted.ShouldBeTrue();
        ear.Heard[^1].ShouldBe(G711Sample);
        stranger.Receive().ShouldBeEmpty();
        _fixture.Session.Statistics.Unauthentic.ShouldBe(5);
        _fixture.Session.Statistics.Received.ShouldBe(5);
    }

    [Fact]
    public void What_we_send_opens_under_our_key_and_goes_on_when_the_far_end_changes_its_own()
    {
        using var opener = new SrtpReceiver(Ours);
        _fixture.Session.Target(_fixture.Parameters with { SendKeys = Ours, ReceiveKeys = Theirs });
        _fixture.Tick(3);
        _fixture.Session.Target(_fixture.Parameters with { SendKeys = Ours, ReceiveKeys = SrtpKeys.Generate(SrtpSuite.AeadAes128Gcm) });
        _fixture.Tick(3);

        var packets = _fixture.Peer.ReceiveRaw();
        packets.Count.ShouldBe(6);
        foreach (var packet in packets)
        {
            packet.Length.ShouldBe(RtpPacket.HeaderSize + 160 + 10);
            opener.TryOpen(packet, out _).ShouldBeTrue();
        }
    }

    [Fact]
    public void A_call_of_more_packets_than_there_are_sequence_numbers_is_heard_both_ways_to_its_end()
    {
        const int packets = 70_000;
        using var opener = new SrtpReceiver(Ours);
        var opened = 0;
        _fixture.Session.Target(_fixture.Parameters with { SendKeys = Ours, ReceiveKeys = Theirs });
        _fixture.Tick();
        for (var n = 0; n < packets; n++)
        {
            _fixture.Peer.SendRaw(Protected(n));
            _fixture.Tick();
            foreach (var packet in _fixture.Peer.ReceiveRaw())
            {
                if (opener.TryOpen(packet, out _)) opened++;
            }
        }

        opened.ShouldBe(packets + 1);
        var statistics = _fixture.Session.Statistics;
        (statistics.Received, statistics.Lost, statistics.Unauthentic, statistics.Replayed).ShouldBe((packets, 0, 0, 0));
    }

    [Fact]
    public void Who_was_replaced_and_goes_on_sending_is_neither_heard_nor_sent_to()
    {
        var keys = SrtpKeys.Generate(SrtpSuite.AesCm128HmacSha1Tag80);
        using var sender = new SrtpSender(keys);
        using var newcomer = new RtpPeer(_fixture.Session.LocalEndPoint);
        var agreed = _fixture.Parameters with { SendKeys = Ours, ReceiveKeys = Theirs };
        _fixture.Session.Target(agreed);
        _fixture.Tick();
        _fixture.Peer.SendRaw(Protected(0));
        _fixture.Tick();
        _fixture.Peer.ReceiveRaw().Count.ShouldBe(2);

        _fixture.Session.Target(agreed with { Remote = newcomer.Address, SendKeys = SrtpKeys.Generate(SrtpSuite.AesCm128HmacSha1Tag80), ReceiveKeys = keys, Party = 1 });
        for (var n = 1; n <= 5; n++)
        {
            newcomer.SendRaw(Protected(n, sender, ssrc: 78));
            _fixture.Peer.SendRaw(Protected(n));
            _fixture.Tick();
        }

        _fixture.Tick(4);
        _fixture.Peer.ReceiveRaw().ShouldBeEmpty();
        newcomer.ReceiveRaw().Count.ShouldBe(9);
        _fixture.Session.Statistics.Unauthentic.ShouldBe(5);
    }

    public ValueTask DisposeAsync()
    {
        _far.Dispose();
        return _fixture.DisposeAsync();
    }

    private static short G711Sample
    {
        get
        {
            var sample = new short[1];
            G711.DecodeMuLaw([0x10], sample);
            return sample[0];
        }
    }

    private static byte[] Loud() => [.. Enumerable.Repeat((byte)0x10, 160)];

    private byte[] Protected(int sequence, SrtpSender? sender = null, uint ssrc = 77)
    {
        var packet = new byte[RtpPacket.HeaderSize + 160 + SrtpSender.MostOverhead];
        RtpPacket.WriteHeader(packet, false, 0, (ushort)sequence, (uint)(sequence * 160), ssrc);
        Loud().CopyTo(packet, RtpPacket.HeaderSize);
        return packet[..(sender ?? _far).Protect(packet, RtpPacket.HeaderSize + 160)];
    }
}
