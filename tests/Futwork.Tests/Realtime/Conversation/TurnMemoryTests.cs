using Futwork.Realtime.Conversation.Machine;

namespace Futwork.Tests.Realtime.Conversation;

public sealed class TurnMemoryTests
{
    [Fact]
    public void Words_that_are_to_be_known_otherwise_are_left_alone_inside_of_longer_ones()
    {
        var memory = new TurnMemory();
        memory.AnsweringOtherwise("is it 10 or 0");

        memory.Reword("0", "[phone]");

        memory.Asked.ShouldBe("is it 10 or [phone]");
    }
}
