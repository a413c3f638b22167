using System.Net;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Rtp.Rtcp;

namespace Futwork.Tests.Realtime.Rtp;

/// <summary>Holds, with NATs on the way.</summary>
public abstract partial class RtpSessionTests
{
    private const int TicksOf15Seconds = 750;

    [Fact]
    public void On_hold_a_datagram_that_counts_for_nothing_leaves_every_15_seconds()
    {
        Session.Target(_line.Parameters);
        _line.Tick(5);
        Session.Target(_line.Parameters with { Send = false, Receive = false });
        _line.Tick(2 * TicksOf15Seconds);
        Session.Target(_line.Parameters);
        _line.Tick();

        var packets = Peer.ReceiveRaw();

        packets.ConvertAll(packet => packet.Length > 0).ShouldBe([true, true, true, true, true, false, false, true]);
        RtpPacket.TryRead(packets[4], out var last).ShouldBeTrue();
        RtpPacket.TryRead(packets[7], out var next).ShouldBeTrue();
        next.Sequence.ShouldBe((ushort)(last.Sequence + 1));
        Session.Statistics.Sent.ShouldBe(6);
    }

    [Fact]
    public void Where_reports_go_beside_the_sound_they_are_enough()
    {
        Session.Target(_line.Parameters with { RtcpMux = true, Send = false });
        _line.Tick(2 * TicksOf15Seconds);

        var packets = Peer.ReceiveRaw();

        packets.Count.ShouldBeGreaterThan(3);
        packets.TrueForAll(packet => RtcpPacket.IsOne(packet)).ShouldBeTrue();
    }

    [Fact]
    public void Far_end_that_holds_us_in_the_old_way_is_still_where_it_was()
    {
        Session.Target(_line.Parameters);
        _line.Tick();
        Peer.ReceiveRaw();

        Session.Target(_line.Parameters with { Remote = new IPEndPoint(IPAddress.Any, 9), Send = false });
        _line.Tick(TicksOf15Seconds);

        Peer.ReceiveRaw().ShouldHaveSingleItem().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void After_a_hold_the_far_end_is_heard_and_spoken_to_wherever_its_nat_has_put_it(bool send, bool receive)
    {
        using RtpPeer before = new(Session.LocalEndPoint), after = new(Session.LocalEndPoint);
        Session.Target(_line.Parameters);
        _line.Tick();
        for (var i = 0; i < 200; i++)
        {
            before.Send(i, Loud);
            _line.Tick();
        }

        Session.Target(_line.Parameters with { Send = send, Receive = receive });
        _line.Tick(100);
        Session.Target(_line.Parameters);
        _line.Tick();
        for (var i = 300; i < 310; i++)
        {
            after.Send(i, Loud);
            _line.Tick();
        }

        after.Receive().Count.ShouldBe(10);
        Session.Statistics.Foreign.ShouldBe(0);
    }
}
