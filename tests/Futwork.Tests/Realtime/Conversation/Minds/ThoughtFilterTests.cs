using Futwork.Realtime.Conversation.Minds;
using Microsoft.Extensions.AI;

namespace Futwork.Tests.Realtime.Conversation.Minds;

public sealed class ThoughtFilterTests
{
    [Theory]
    [InlineData("<think>They want a day.</think>Friday it is.", "Friday it is.")]
    [InlineData("<think>\n\n</think>\n\nHello. <think>Is 3 < 5?</think>Yes.", "Hello.|Yes.")]
    [InlineData("Is 3 < 5? <thing>Yes</thing>.", "Is 3 < 5?|Yes.")]
    [InlineData("Fine <", "Fine <")]
    [InlineData("<think>It never ends.", "")]
    [InlineData("<think>", "")]
    public void Thoughts_are_not_spoken_whatever_the_fragments(string text, string pieces)
    {
        for (int fragment = 1; fragment <= 9; fragment++)
        {
            var answer = new ModelAnswer([]);
            string[] spoken = [.. text.Chunk(fragment).SelectMany(c => answer.Add(new ChatResponseUpdate(ChatRole.Assistant, new string(c)))), .. answer.Finish()];
            string.Join('|', spoken).ShouldBe(pieces, $"fragments of {fragment}");
            answer.Text.ShouldNotContain("think");
        }
    }
}
