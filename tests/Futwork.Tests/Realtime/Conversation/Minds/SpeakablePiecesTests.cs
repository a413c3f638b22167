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
    [InlineData("You owe Rs. 1,25,000. Pay by 5 p.m. today. Or at 6 p.m. Tomorrow is too late.", "You owe Rs. 1,25,000.|Pay by 5 p.m. today.|Or at 6 p.m.|Tomorrow is too late.")]
    [InlineData("No. 5 is free. No. I mean it.", "No. 5 is free.|No.|I mean it.")]
    [InlineData("Acme Pvt. Ltd. is big, e.g. in Pune. We like it.", "Acme Pvt. Ltd. is big,|e.g. in Pune.|We like it.")]
    [InlineData("Write to a.b@acme.co.in or see www.acme.in/help?x=1. Thanks.", "Write to a.b@acme.co.in or see www.acme.in/help?x=1.|Thanks.")]
    [InlineData("Press \"One. Two. Three.\" and wait. Done.", "Press \"One. Two. Three.\" and wait.|Done.")]
    [InlineData("He said “Go. Now.” Then left. Bye", "He said “Go. Now.”|Then left.|Bye")]
    [InlineData("It is easy (really. it is.) and quick. Yes?", "It is easy (really. it is.) and quick.|Yes?")]
    [InlineData("What?! Really... Yes.", "What?!|Really...|Yes.")]
    [InlineData("நன்றி. சரியா? ధన్యవాదాలు! ਠੀਕ ਹੈ। شکریہ۔ ٹھیک؟ हाँ॥ जी", "நன்றி.|சரியா?|ధన్యవాదాలు!|ਠੀਕ ਹੈ।|شکریہ۔|ٹھیک؟|हाँ॥|जी")]
    [InlineData("डॉ. राव ने रु. 500 दिए। ठीक है", "डॉ. राव ने रु. 500 दिए।|ठीक है")]
    [InlineData("## Plans\n- **Basic**: ₹500\n- *Pro*: ₹900\n\n1. Call us\n2. Pay", "Plans|Basic: ₹500|Pro: ₹900|Call us|Pay")]
    [InlineData("Great 😀👍🏽! See [our page](https://a.in/x) now. `Code` and snake_case stay.", "Great!|See our page now.|Code and snake_case stay.")]
    [InlineData("*smiles warmly* Hello! [laughs] I am (chuckles) Maya. That is *really* good.", "Hello!|I am Maya.|That is really good.")]
    [InlineData("<break time=\"1s\"/>Hello. <emphasis>Yes</emphasis>.", "Hello.|Yes.")]
    [InlineData("20. Anything else?\n1. Call us\n2. Pay", "20.|Anything else?|Call us|Pay")]
    [InlineData("### 1. Plans\n**1. Basic**: ₹500\n**2.** Pro", "Plans|Basic: ₹500|Pro")]
    [InlineData("Your plan is **paused**, and **background checks** are done. (pauses) Fine.", "Your plan is paused,|and background checks are done.|Fine.")]
    [InlineData("Sure😊Let us go.", "Sure Let us go.")]
    [InlineData("| a | b |\n| --- | --- |\n| 1 | 2 |", "a, b,|1, 2,")]
    [InlineData("क्‍या ठीक है? — हाँ", "क्‍या ठीक है?|— हाँ")]
    [InlineData("\"It never closes. And goes on. And on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on. End.", "\"It never closes. And goes on. And on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on.|End.")]
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

    [Fact]
    public void The_voice_starts_after_a_sentence_or_a_clause_of_what_models_typically_say()
    {
        string[] replies =
        [
            "Sure! I can help you with that. Could you tell me which day works best for you?",
            "Thank you for confirming. Your policy number ends in 4512, and the premium of ₹4,999 is due on 22 November 2026. Would you like to pay now?",
            "I understand, and I am sorry for the trouble. Let me check what I can do about it right away.",
            "We have three plans, starting at Rs. 499 per month, which include unlimited calls and 2.5 GB of data a day.",
            "That is a great question. The site visit takes about 45 minutes, and our team will pick you up from the metro station.",
            "Of course, Mr. Rao, I can call you back tomorrow at 5:30 p.m. if that suits you better.",
            "No problem at all. I have noted that you prefer a two bedroom flat in Baner, with a budget of 85 lakh, and that you would like to visit on Saturday.",
            "जी बिल्कुल। आपकी अगली किस्त ₹5,000 की है, जो 5 दिसंबर को देनी है। क्या मैं आपको लिंक भेज दूँ?",
        ];

        replies.Select(UntilFirstPiece).ShouldBe([6, 26, 46, 21, 26, 20, 19, 12]);
    }

    /// <summary>How many characters of a reply must be there until the first piece of it can be spoken.</summary>
    private static int UntilFirstPiece(string reply)
    {
        var pieces = new SpeakablePieces();
        return 1 + reply.TakeWhile(c => pieces.Add(c.ToString()).Count == 0).Count();
    }

    private static List<string> Cut(string text, int fragment)
    {
        var pieces = new SpeakablePieces();
        return [.. text.Chunk(fragment).SelectMany(c => pieces.Add(new string(c))), .. pieces.Flush()];
    }
}
