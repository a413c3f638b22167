using System.Buffers.Binary;
using Futwork.Realtime.Rtp;

namespace Futwork.Tests.Realtime.Rtp;

public sealed class DigitReceiverTests
{
    private readonly DigitReceiver _receiver = new();

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
        _receiver.ReportSignalled('1', mayHearEvents: true, tick: 0).ShouldBe('1');

        Report('1', 1000, marker: true, tick: 5).ShouldBeNull();
        _receiver.ReportSignalled('2', mayHearEvents: true, tick: 10).ShouldBeNull();
        Report('2', 3000, marker: true, tick: 12).ShouldBe('2');
        Report('1', 5000, marker: true, tick: 14).ShouldBe('1');
        _receiver.ReportSignalled('1', mayHearEvents: true, tick: 16).ShouldBeNull();
    }

    [Theory]
    [InlineData('1', 100L)]
    [InlineData('2', 5L)]
    public void An_event_of_another_key_or_of_much_later_is_another_press_than_the_one_that_was_signalled(char key, long tick)
    {
        _receiver.ReportSignalled('1', mayHearEvents: true, tick: 0);

        Report(key, 1000, marker: true, tick: tick).ShouldBe(key);
    }

    [Fact]
    public void Signalling_tells_where_events_are_not_agreed_on_any_more_or_another_speaks_for_the_far_end()
    {
        Report('1', 1000, marker: true);

        _receiver.ReportSignalled('1', mayHearEvents: false, tick: 500).ShouldBe('1');
        _receiver.ReportSignalled('2', mayHearEvents: true, tick: 600).ShouldBeNull();
        _receiver.StartOver();
        _receiver.ReportSignalled('2', mayHearEvents: true, tick: 600).ShouldBe('2');
    }

    private char? Report(char key, uint timestamp, bool marker = false, uint ssrc = 1, long tick = 0)
    {
        var datagram = new byte[RtpPacket.HeaderSize + TelephoneEvents.PayloadSize];
        datagram[0] = 0x80;
        datagram[1] = (byte)((marker ? 0x80 : 0) | TelephoneEvents.Offered);
        BinaryPrimitives.WriteUInt32BigEndian(datagram.AsSpan(4), timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(datagram.AsSpan(8), ssrc);
        TelephoneEvents.Write(datagram.AsSpan(RtpPacket.HeaderSize), key, end: false, 160);
        RtpPacket.TryRead(datagram, out var packet).ShouldBeTrue();
        return _receiver.Report(packet, tick);
    }
}
