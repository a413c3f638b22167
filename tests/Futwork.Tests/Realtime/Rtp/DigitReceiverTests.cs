using System.Buffers.Binary;
using Futwork.Realtime.Rtp;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Rtp;

public sealed class DigitReceiverTests
{
    private readonly DigitReceiver _receiver = new();
    private ushort _sequence;

    [Fact]
    public void A_key_that_is_held_for_long_counts_once_and_the_next_press_of_it_again()
    {
        Report('1', 1000, marker: true).ShouldBe('1');
        Report('1', 1000).ShouldBeNull();
        Report('1', 1000 + 0xFFFF).ShouldBeNull("a segment of the same press");
        Report('1', 1000 + 0xFFFF).ShouldBeNull();
        Report('1', 1000 + 0xFFFF + 4000, marker: true).ShouldBe('1');
    }

    [Theory]
    [InlineData('2', 0xFFFFu, false)]
    [InlineData('1', 0xFFFFu, true)]
    [InlineData('1', 0x1000u, false)]
    public void Another_key_a_marker_or_another_distance_is_another_press(char key, uint later, bool marker)
    {
        Report('1', 1000, marker: true);

        Report(key, 1000 + later, marker).ShouldBe(key);
    }

    [Fact]
    public void A_packet_of_a_former_press_that_comes_late_is_no_press()
    {
        Report('1', 1000, marker: true).ShouldBe('1');
        Report('2', 3000, marker: true).ShouldBe('2');

        Report('1', 1000).ShouldBeNull();
        Report('2', 3000).ShouldBeNull();
        Report('1', 5000).ShouldBe('1');
    }

    [Theory]
    [InlineData(800u)]
    [InlineData(100_000u)]
    [InlineData(0x7000_0000u)]
    public void Keys_count_on_when_the_far_end_steps_back_in_time(uint back)
    {
        Report('1', 0x8000_0000, marker: true);

        Report('1', 0x8000_0000 - back).ShouldBe('1');
        Report('1', 0x8000_0000 - back).ShouldBeNull();
    }

    [Fact]
    public void Sources_count_their_time_by_themselves()
    {
        Report('1', 1000, marker: true).ShouldBe('1');

        Report('1', 1000, ssrc: 2).ShouldBe('1');
        Report('1', 1000).ShouldBeNull();
        Report('1', 1000, ssrc: 2).ShouldBeNull();
    }

    [Fact]
    public void A_press_that_signalling_tells_before_its_event_counts_once_and_from_then_on_events_alone_tell()
    {
        _receiver.ReportSignalled('1', tick: 0).ShouldBe('1');

        Report('1', 1000, marker: true, tick: 5).ShouldBeNull();
        _receiver.ReportSignalled('2', tick: 10).ShouldBeNull();
        Report('2', 3000, marker: true, tick: 12).ShouldBe('2');
        Report('1', 5000, marker: true, tick: 14).ShouldBe('1');
        _receiver.ReportSignalled('1', tick: 16).ShouldBeNull();
    }

    [Theory]
    [InlineData('1', 100L)]
    [InlineData('2', 5L)]
    public void An_event_of_another_key_or_of_much_later_is_another_press_than_the_one_that_was_signalled(char key, long tick)
    {
        _receiver.ReportSignalled('1', tick: 0);

        Report(key, 1000, marker: true, tick: tick).ShouldBe(key);
    }

    [Fact]
    public void Signalling_tells_again_when_it_starts_over()
    {
        Report('1', 1000, marker: true);

        _receiver.ReportSignalled('2', tick: 600).ShouldBeNull();
        _receiver.StartOver();
        _receiver.ReportSignalled('2', tick: 600).ShouldBe('2');
    }

    [Fact]
    public void The_end_of_a_press_may_be_told_again_under_other_timestamps()
    {
        Hold('1', step: 0).ShouldBe("1");
        Report('1', 8160, duration: 1600, end: true, tick: 10).ShouldBeNull();
        Report('1', 8320, duration: 1600, end: true, tick: 11).ShouldBeNull();

        Report('1', 9920, duration: 160, tick: 16).ShouldBe('1');
    }

    [Fact]
    public void A_press_each_packet_of_which_has_a_timestamp_of_its_own_counts_once()
    {
        Hold('1', step: 160).ShouldBe("1");

        Report('1', 10_240, duration: 160, tick: 14).ShouldBe('1');
        Report('2', 12_000, duration: 320, tick: 15).ShouldBe('2');
        Report('2', 14_000, duration: 480, tick: 26).ShouldBe('2', "so long after the last it is another press");
    }

    [Fact]
    public void Packets_of_such_a_press_that_come_out_of_order_begin_no_other()
    {
        Report('1', 8000, marker: true, sequence: 10).ShouldBe('1');

        Report('1', 8320, duration: 480, sequence: 12).ShouldBeNull();
        Report('1', 8160, duration: 320, sequence: 11).ShouldBeNull();
        Report('1', 8480, duration: 640, sequence: 13).ShouldBeNull();
    }

    [Fact]
    public void Another_key_at_the_same_timestamp_is_another_press()
    {
        Hold('1', step: 0).ShouldBe("1");
        Hold('2', step: 0).ShouldBe("2");

        Report('1', 8000, duration: 1600, end: true).ShouldBeNull("it comes late");
    }

    [Theory]
    [InlineData(true, 1600)]
    [InlineData(false, 160)]
    public void The_same_key_at_the_same_timestamp_is_another_press_once_the_first_was_over(bool marker, int duration)
    {
        Report('1', 8000, marker: true, sequence: 10).ShouldBe('1');
        Report('1', 8000, duration: 1600, end: true, sequence: 13).ShouldBeNull();
        Report('1', 8000, duration: 320, sequence: 11).ShouldBeNull("it comes late");

        Report('1', 8000, marker, duration: duration, sequence: 14).ShouldBe('1');
        Report('1', 8000, duration: 1760, sequence: 15).ShouldBeNull();
    }

    [Fact]
    public void A_press_costs_no_memory()
    {
        Report('1', 0);
        var datagram = Datagram('1', timestamp: 1000, marker: false, ssrc: 1, duration: 160, end: false, sequence: 0);
        Allocations.Of(Presses).ShouldBe(0);

        void Presses()
        {
            for (ushort i = 0; i < 1000; i++)
            {
                BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(2), i);
                BinaryPrimitives.WriteUInt32BigEndian(datagram.AsSpan(4), i * 40u);
                RtpPacket.TryRead(datagram, out var packet).ShouldBeTrue();
                _receiver.Report(packet, i);
            }
        }
    }

    /// <summary>Ten packets, the last of which ends the press; what was reported.</summary>
    private string Hold(char key, int step)
    {
        var reported = "";
        for (var i = 0; i < 10; i++) reported += Report(key, (uint)(8000 + (i * step)), marker: i == 0, tick: i, duration: (i + 1) * 160, end: i == 9);
        return reported;
    }

    private char? Report(char key, uint timestamp, bool marker = false, uint ssrc = 1, long tick = 0, int duration = 160, bool end = false, ushort? sequence = null)
    {
        _sequence = sequence ?? (ushort)(_sequence + 1);
        RtpPacket.TryRead(Datagram(key, timestamp, marker, ssrc, duration, end, _sequence), out var packet).ShouldBeTrue();
        return _receiver.Report(packet, tick);
    }

    private static byte[] Datagram(char key, uint timestamp, bool marker, uint ssrc, int duration, bool end, ushort sequence)
    {
        var datagram = new byte[RtpPacket.HeaderSize + TelephoneEvents.PayloadSize];
        RtpPacket.WriteHeader(datagram, marker, TelephoneEvents.Offered, sequence, timestamp, ssrc);
        TelephoneEvents.Write(datagram.AsSpan(RtpPacket.HeaderSize), key, end, (ushort)duration);
        return datagram;
    }
}
