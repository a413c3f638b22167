using Futwork.Realtime.Rtp;

namespace Futwork.Tests.Realtime.Rtp;

public sealed class SequenceTrackerTests
{
    private readonly SequenceTracker _tracker = new();

    [Fact]
    public void Loss_is_what_was_expected_less_what_came_across_the_wrap()
    {
        for (var i = 0; i < 300; i++)
        {
            if (i % 10 != 5) _tracker.Accept((ushort)(65400 + i));
        }

        (_tracker.Received, _tracker.Lost, _tracker.Duplicates, _tracker.Reordered).ShouldBe((270, 30, 0, 0));
    }

    [Fact]
    public void A_packet_that_comes_again_counts_once()
    {
        foreach (var sequence in new ushort[] { 1, 2, 2, 3, 1, 4 }) _tracker.Accept(sequence);

        (_tracker.Received, _tracker.Duplicates, _tracker.Lost).ShouldBe((4, 2, 0));
    }

    [Fact]
    public void Disorder_is_no_loss()
    {
        foreach (var sequence in new ushort[] { 10, 12, 11, 15, 13, 14 }) _tracker.Accept(sequence).ShouldBeTrue();

        (_tracker.Received, _tracker.Reordered, _tracker.Lost).ShouldBe((6, 3, 0));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(30000)]
    public void A_packet_that_comes_alone_from_elsewhere_is_passed_over_and_changes_nothing(int stray)
    {
        for (ushort sequence = 100; sequence < 200; sequence++) _tracker.Accept(sequence);

        _tracker.Accept((ushort)stray).ShouldBeFalse();
        _tracker.Accept(200).ShouldBeTrue();
        _tracker.Accept((ushort)(stray + 1)).ShouldBeFalse();
        _tracker.Accept(201).ShouldBeTrue();
        _tracker.Accept(150).ShouldBeFalse();

        (_tracker.Received, _tracker.Lost, _tracker.Gaps, _tracker.Duplicates, _tracker.ExtendedHighest).ShouldBe((102, 0, 0, 1, 201u));
    }

    [Fact]
    public void A_jump_is_a_new_start_and_no_loss()
    {
        foreach (var sequence in new ushort[] { 10, 11, 30000, 30001, 30003 }) _tracker.Accept(sequence);

        (_tracker.Received, _tracker.Lost).ShouldBe((5, 1));
    }
}
