using Futwork.Realtime.Conversation.Speaking;
using Futwork.Realtime.Speech;

namespace Futwork.Tests.Realtime.Conversation.Speaking;

public sealed class HeardTextTests
{
    private const string Text = "Hello, good morning.";

    private static readonly WordTiming[] Words = [new(0, 6, 0, 4000), new(7, 11, 4400, 6000), new(12, 20, 6000, 12_000)];

    [Theory]
    [InlineData(0, "")]
    [InlineData(3999, "")]
    [InlineData(4000, "Hello,")]
    [InlineData(5999, "Hello,")]
    [InlineData(6000, "Hello, good")]
    [InlineData(11_999, "Hello, good")]
    [InlineData(12_000, "Hello, good morning.")]
    public void A_word_counts_when_its_last_sample_was_played(long played, string heard) =>
        HeardText.Of(Text, Words, played, 12_000, isComplete: true).ShouldBe(heard);

    [Theory]
    [InlineData(0, "")]
    [InlineData(3000, "")]
    [InlineData(6000, "Hello,")]
    [InlineData(8000, "Hello, good")]
    [InlineData(12_000, "Hello, good morning.")]
    public void Without_word_times_the_text_is_cut_in_proportion_and_at_a_word(long played, string heard) =>
        HeardText.Of(Text, [], played, 12_000, isComplete: true).ShouldBe(heard);

    [Fact]
    public void A_text_whose_sound_is_still_being_made_is_not_taken_for_heard_in_full() =>
        HeardText.Of("one two three four five six seven eight nine ten", [], 4000, 4000, isComplete: false).ShouldBe("one two");
}
