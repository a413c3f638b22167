using Futwork.Realtime.Conversation.Minds;

namespace Futwork.Tests.Realtime.Conversation.Minds;

public sealed class SpeakablePiecesTests
{
    [Theory]
    [InlineData("Hello. How are you? Fine!", "Hello.|How are you?|Fine!")]
    [InlineData("It costs 2.5 lakh. Is that fine?", "It costs 2.5 lakh.|Is that fine?")]
    [InlineData("Mr. Rao and A. K. Sharma called.", "Mr. Rao and A. K. Sharma called.")]
    [InlineData("Thank you for taking the call today, I wanted to ask, briefly, about it.", "Thank you for taking the call today,|I wanted to ask, briefly, about it.")]
    [InlineData("**Great**\nNext line", "Great|Next line")]
    [InlineData("क्या आप सुन रहे हैं? जी। धन्यवाद", "क्या आप सुन रहे हैं?|जी।|धन्यवाद")]
    [InlineData(" ... ", "")]
    [InlineData("", "")]
    public void Whole_sentences_come_out_whatever_the_fragments(string text, string pieces)
    {
        for (int fragment = 1; fragment <= 7; fragment++)
            string.Join('|', Cut(text, fragment)).ShouldBe(pieces, $"fragments of {fragment}");
    }

    [Fact]
    public void A_sentence_comes_out_as_soon_as_something_follows_it()
    {
        var pieces = new SpeakablePieces();

        pieces.Add("Hello.").ShouldBeEmpty();
        pieces.Add(" How").ShouldBe(["Hello."]);
    }

    private static List<string> Cut(string text, int fragment)
    {
        var pieces = new SpeakablePieces();
        return [.. text.Chunk(fragment).SelectMany(c => pieces.Add(new string(c))), .. pieces.Flush()];
    }
}
