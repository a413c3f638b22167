using Futwork.Providers.Local.Sphinx;
using Futwork.Providers.Local.Sphinx.Language;
using Futwork.Providers.Local.Sphinx.Pronunciation;
using Futwork.Realtime.Speech;

namespace Futwork.Tests.Providers.Local.Sphinx.Pronunciation;

public sealed class PronunciationTests
{
    private static readonly HashSet<string> Phones =
        [.. "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH".Split(' ')];

    private static readonly PronouncingDictionary Dictionary = new(Path.Combine(SphinxModel.DebianFolder, "cmudict-en-us.dict"));

    [Theory]
    [InlineData("hello", "HH AH L OW")]
    [InlineData("pune", "P UW N EY")]
    [InlineData("smartcare", "S M AA R T K EH R")]
    [InlineData("gokhale", "G OW K AH L EY")]
    [InlineData("kyc", "K EY W AY S IY")]
    [InlineData("upi", "Y UW P IY AY")]
    [InlineData("deshpande", "D EY SH P AH N D EY")]
    public void A_word_is_pronounced(string word, string sound) => Dictionary.Pronounce([word])[word].ShouldContain(sound);

    [Fact]
    public void Every_word_of_ours_has_a_pronunciation_in_the_phones_of_the_model()
    {
        var everything = ExpectedSpeech.Of(new Expectation
        {
            Content = ExpectedContent.YesNo | ExpectedContent.Number | ExpectedContent.Date | ExpectedContent.FreeText,
            Words = ["Ahmedabad", "Bengaluru", "Thiruvananthapuram", "Xylo", "Krishnamurthy", "Bhattacharya", "Aishwarya", "Zhou", "Qureshi"],
        }).Vocabulary();
        var sounds = Dictionary.Pronounce(everything);
        sounds.Keys.ShouldBe(everything, ignoreOrder: true);
        sounds.SelectMany(entry => entry.Value).SelectMany(sound => sound.Split(' ')).ShouldAllBe(phone => Phones.Contains(phone));
    }

    [Fact]
    public void A_word_without_any_sound_is_left_out() => Dictionary.Pronounce(["नमस्ते", "hello"]).Keys.ShouldBe(["hello"]);
}
