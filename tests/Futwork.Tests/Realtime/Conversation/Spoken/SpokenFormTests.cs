using FsCheck;
using FsCheck.Fluent;
using Futwork.Realtime.Conversation.Speaking;
using Futwork.Realtime.Conversation.Spoken;
using Futwork.Realtime.Speech;

namespace Futwork.Tests.Realtime.Conversation.Spoken;

/// <summary>The way back from what is spoken to what was written.</summary>
public sealed class SpokenFormTests
{
    private static readonly string[] Snippets =
    [
        "₹1,25,000", "Rs. 500/-", "22/11/2026", "2026-11-22", "5pm", "14:30", "98765 43210", "+919876543210", "3-5 days", "8.5%", "a@b.co", "EMI", "Mr.", "½", "2½",
        " ", ". ", "१२३", "लाख", "करोड़", "नमस्ते", "ok", "-", "/", "&", "#5", "😀", "\ud83d", "\0", "()", "1/2", "24/7", "$1.2M", "OTP is 4829", "٣٤", "二", "Nov 22", "°C", "L",
    ];

    private static readonly Gen<string> Texts = Gen.OneOf(
        ArbMap.Default.GeneratorFor<string>().Select(s => s ?? ""),
        Gen.ListOf(Gen.Elements(Snippets)).Select(string.Concat));

    private static readonly SpokenText[] Languages = [SpokenText.For("en-IN"), SpokenText.For("en-US"), SpokenText.For("hi-IN"), SpokenText.For("ta-IN")];

    [Fact]
    public void Any_text_is_spoken_and_its_way_back_never_turns_and_misses_nothing() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Texts.ToArbitrary(), text => Array.TrueForAll(Languages, language => IsSound(language.Say(text)))));

    [Fact]
    public void What_is_said_in_several_words_counts_as_heard_with_the_last_of_them()
    {
        SpokenForm form = SpokenText.For("en-IN").Say("Pay ₹1,25,000 by 5pm.");

        form.Text.ShouldBe("Pay one lakh twenty five thousand rupees by five PM.");
        Heard(form, "Pay").ShouldBe("Pay");
        Heard(form, "Pay one lakh twenty").ShouldBe("Pay");
        Heard(form, "Pay one lakh twenty five thousand rupees").ShouldBe("Pay ₹1,25,000");
        Heard(form, "Pay one lakh twenty five thousand rupees by five").ShouldBe("Pay ₹1,25,000 by");
        Heard(form, "Pay one lakh twenty five thousand rupees by five PM.").ShouldBe("Pay ₹1,25,000 by 5pm.");
    }

    /// <summary>What the transcript shows when the sound was played up to the end of these words.</summary>
    private static string Heard(SpokenForm form, string spoken)
    {
        var words = new List<WordTiming>();
        for (int start = 0; start < form.Text.Length;)
        {
            int space = form.Text.IndexOf(' ', start);
            int end = space < 0 ? form.Text.Length : space;
            words.Add(new WordTiming(start, end, start * 100, end * 100));
            start = end + 1;
        }

        SpeechAudio sound = form.InOriginal(new SpeechAudio(new short[100], words));
        return HeardText.Of(form.Original, sound.Words, spoken.Length * 100, form.Text.Length * 100, isComplete: true);
    }

    private static bool IsSound(SpokenForm form)
    {
        int before = 0;
        for (int spoken = 0; spoken <= form.Text.Length; spoken++)
        {
            int original = form.ToOriginal(spoken);
            if (original < before || original > form.Original.Length)
                return false;
            before = original;
        }

        return before == form.Original.Length;
    }
}
