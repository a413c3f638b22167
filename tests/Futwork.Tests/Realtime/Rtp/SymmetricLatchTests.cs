using System.Net;
using Futwork.Realtime.Rtp;

namespace Futwork.Tests.Realtime.Rtp;

public sealed class SymmetricLatchTests
{
    private static readonly PeerAddress Signalled = At("192.0.2.1", 4000), Nat = At("198.51.100.7", 61000), Other = At("203.0.113.9", 5000);
    private readonly SymmetricLatch _latch = new();

    public SymmetricLatchTests() => _latch.Signal(Signalled);

    [Fact]
    public void Until_something_arrives_the_signalled_address_is_used() => _latch.Peer.ShouldBe(Signalled);

    [Fact]
    public void The_source_wins_over_what_was_signalled()
    {
        Accept(Nat, 10).ShouldBeTrue();
        _latch.Peer.ShouldBe(Nat);
    }

    [Fact]
    public void Another_source_takes_over_for_three_seconds_once_the_first_is_silent()
    {
        for (var tick = 0; tick < 20; tick++) Accept(Nat, tick).ShouldBeTrue();
        Accept(Other, 40, 500).ShouldBeFalse();
        Accept(Other, 41, 501).ShouldBeFalse();
        Accept(Other, 42, 502).ShouldBeTrue();
        _latch.Peer.ShouldBe(Other);

        for (var tick = 160; tick < 170; tick++) Accept(Nat, tick, 600 + tick).ShouldBeFalse();
        Accept(Other, 171).ShouldBeTrue();
    }

    [Fact]
    public void A_stranger_cannot_push_aside_who_keeps_sending()
    {
        for (var tick = 0; tick < 100; tick++)
        {
            Accept(Nat, tick).ShouldBeTrue();
            for (var burst = 0; burst < 10; burst++) Accept(Other, tick, (tick * 10) + burst).ShouldBeFalse();
            _latch.Peer.ShouldBe(Nat);
        }
    }

    [Fact]
    public void A_stray_packet_before_the_first_one_costs_little()
    {
        Accept(Other, 0).ShouldBeTrue();
        var lost = Enumerable.Range(1, 10).Count(tick => !Accept(Nat, tick));

        lost.ShouldBe(2);
        _latch.Peer.ShouldBe(Nat);
    }

    [Fact]
    public void Packets_that_are_not_in_a_row_prove_nothing()
    {
        Accept(Nat, 0);
        for (var tick = 20; tick < 100; tick++) Accept(Other, tick, tick * 100).ShouldBeFalse();
        for (var tick = 100; tick < 120; tick++) Accept(Other, tick, tick, ssrc: (uint)tick).ShouldBeFalse();
    }

    [Fact]
    public void Authentic_packets_may_move_at_any_time()
    {
        Accept(Signalled, 10);

        _latch.Accept(Nat, Packet(1, 1), 1000, isAuthentic: true).ShouldBeTrue();
        _latch.Peer.ShouldBe(Nat);
    }

    [Fact]
    public void The_signalled_address_is_trusted_at_once()
    {
        Accept(Other, 10).ShouldBeTrue();
        Accept(Signalled, 11).ShouldBeTrue();
        Accept(Other, 12).ShouldBeFalse();
        _latch.Peer.ShouldBe(Signalled);
    }

    [Fact]
    public void A_new_signalled_address_starts_over_and_the_same_one_does_not()
    {
        Accept(Signalled, 10);
        _latch.Signal(Signalled);
        Accept(Nat, 20).ShouldBeFalse();

        _latch.Signal(Other);
        _latch.Peer.ShouldBe(Other);
        Accept(Nat, 30).ShouldBeTrue();
    }

    [Fact]
    public void When_it_starts_over_another_may_come_and_sound_goes_on_to_where_it_went_until_then()
    {
        for (var tick = 0; tick < 200; tick++) Accept(Nat, tick);
        Accept(Other, 200).ShouldBeFalse();

        _latch.StartOver();

        _latch.Peer.ShouldBe(Nat);
        Accept(Other, 201).ShouldBeTrue();
        _latch.Peer.ShouldBe(Other);
        for (var tick = 360; tick < 400; tick++) Accept(Nat, tick).ShouldBeFalse();
    }

    [Fact]
    public void When_it_starts_over_who_goes_on_sending_cannot_be_pushed_aside()
    {
        for (var tick = 0; tick < 200; tick++) Accept(Nat, tick);
        _latch.StartOver();

        for (var tick = 200; tick < 400; tick++)
        {
            Accept(Nat, tick).ShouldBeTrue();
            Accept(Other, tick).ShouldBeFalse();
        }
    }

    [Fact]
    public void What_was_on_its_way_from_the_former_address_is_heard_and_takes_nothing_back()
    {
        for (var tick = 0; tick < 200; tick++) Accept(Signalled, tick);
        _latch.Signal(Other);

        for (var tick = 200; tick < 204; tick++) Accept(Signalled, tick).ShouldBeTrue();
        _latch.Peer.ShouldBe(Other);
        Accept(Other, 210).ShouldBeTrue();
        Accept(Signalled, 211).ShouldBeFalse();
        _latch.Peer.ShouldBe(Other);
    }

    [Fact]
    public void Who_goes_on_sending_from_the_former_address_has_not_moved()
    {
        for (var tick = 0; tick < 200; tick++) Accept(Nat, tick);
        _latch.Signal(Other);

        for (var tick = 200; tick < 240; tick++) Accept(Nat, tick).ShouldBeTrue();
        _latch.Peer.ShouldBe(Nat);
    }

    [Fact]
    public void The_signalled_address_may_begin_late_when_who_was_there_has_fallen_silent()
    {
        Accept(Nat, 0).ShouldBeTrue();

        Accept(Signalled, 400, 900).ShouldBeFalse();
        Accept(Signalled, 401, 901).ShouldBeFalse();
        Accept(Signalled, 402, 902).ShouldBeTrue();
        _latch.Peer.ShouldBe(Signalled);
    }

    [Fact]
    public void The_signalled_address_takes_nothing_from_who_keeps_sending()
    {
        for (var tick = 0; tick < 400; tick++)
        {
            Accept(Nat, tick).ShouldBeTrue();
            if (tick > 200) Accept(Signalled, tick).ShouldBeFalse();
        }

        _latch.Peer.ShouldBe(Nat);
    }

    [Theory]
    [InlineData("192.0.2.1", 4000, true)]
    [InlineData("192.0.2.1", 4001, false)]
    [InlineData("192.0.2.2", 4000, false)]
    [InlineData("2001:db8::1", 4000, false)]
    public void Addresses_are_the_same_by_family_address_and_port(string address, int port, bool same) =>
        At(address, port).Equals(Signalled).ShouldBe(same);

    [Theory]
    [InlineData("2001:db8::1", 4000, true)]
    [InlineData("2001:db8::1", 4002, false)]
    [InlineData("2001:db8::2", 4000, false)]
    public void Version_six_addresses_too(string address, int port, bool same) =>
        At(address, port).Equals(At("2001:db8::1", 4000)).ShouldBe(same);

    private bool Accept(PeerAddress source, long tick, int? sequence = null, uint ssrc = 1) =>
        _latch.Accept(source, Packet(sequence ?? (int)tick, ssrc), tick, isAuthentic: false);

    private static RtpPacket Packet(int sequence, uint ssrc)
    {
        var bytes = new byte[RtpPacket.HeaderSize + 160];
        RtpPacket.WriteHeader(bytes, marker: false, payloadType: 0, (ushort)sequence, timestamp: 0, ssrc);
        RtpPacket.TryRead(bytes, out var packet).ShouldBeTrue();
        return packet;
    }

    private static PeerAddress At(string address, int port) => new(new IPEndPoint(IPAddress.Parse(address), port));
}
