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
    public void The_source_wins_and_may_move_for_three_seconds()
    {
        _latch.Accept(Nat, 10).ShouldBeTrue();
        _latch.Accept(Other, 100).ShouldBeTrue();
        _latch.Peer.ShouldBe(Other);

        _latch.Accept(Nat, 161).ShouldBeFalse();
        _latch.Accept(Other, 161).ShouldBeTrue();
        _latch.Peer.ShouldBe(Other);
    }

    [Fact]
    public void The_signalled_address_is_trusted_at_once()
    {
        _latch.Accept(Other, 10).ShouldBeTrue();
        _latch.Accept(Signalled, 11).ShouldBeTrue();
        _latch.Accept(Other, 12).ShouldBeFalse();
        _latch.Peer.ShouldBe(Signalled);
    }

    [Fact]
    public void A_new_signalled_address_starts_over_and_the_same_one_does_not()
    {
        _latch.Accept(Signalled, 10);
        _latch.Signal(Signalled);
        _latch.Accept(Nat, 20).ShouldBeFalse();

        _latch.Signal(Other);
        _latch.Peer.ShouldBe(Other);
        _latch.Accept(Nat, 30).ShouldBeTrue();
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

    private static PeerAddress At(string address, int port) => new(new IPEndPoint(IPAddress.Parse(address), port));
}
