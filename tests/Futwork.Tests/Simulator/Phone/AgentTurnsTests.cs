using Futwork.Realtime.Turns;
using Futwork.Simulator.Phone;

namespace Futwork.Tests.Simulator.Phone;

public sealed class AgentTurnsTests
{
    private const int Chunk = 256;
    private readonly AgentTurns _turns = new(turnEndMs: 700);

    [Fact]
    public void A_turn_is_over_when_the_caller_has_been_quiet_long_enough()
    {
        _turns.Next(VoiceChange.Started, Chunk).ShouldBeFalse();
        Chunks(20).ShouldBe(0);
        _turns.TurnMs.ShouldBe(21 * 32);

        _turns.Next(VoiceChange.Ended, Chunk);

        Chunks(20).ShouldBe(0);
        Chunks(10).ShouldBe(1);
        _turns.TurnMs.ShouldBeNull();
        _turns.Turn.ShouldBe(1);
    }

    [Fact]
    public void A_pause_between_two_sentences_is_no_end()
    {
        _turns.Next(VoiceChange.Started, Chunk);
        _turns.Next(VoiceChange.Ended, Chunk);
        Chunks(15).ShouldBe(0);
        _turns.Next(VoiceChange.Started, Chunk);
        Chunks(50).ShouldBe(0);
        _turns.Next(VoiceChange.Ended, Chunk);

        Chunks(40).ShouldBe(1);
        _turns.Turn.ShouldBe(1);
    }

    [Fact]
    public void Before_the_first_word_there_is_no_turn()
    {
        Chunks(100).ShouldBe(0);
        (_turns.Turn, _turns.TurnMs, _turns.QuietMs).ShouldBe((0, null, 3200));
    }

    private int Chunks(int count) => Enumerable.Range(0, count).Count(_ => _turns.Next(VoiceChange.None, Chunk));
}
