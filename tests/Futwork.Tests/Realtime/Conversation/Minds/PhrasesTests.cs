using Futwork.Realtime.Conversation.Minds;

namespace Futwork.Tests.Realtime.Conversation.Minds;

public sealed class PhrasesTests
{
    [Theory]
    [InlineData("en-IN", "I heard")]
    [InlineData("hi-IN", "मैंने सुना")]
    [InlineData("hi-Latn-IN", "Maine suna")]
    [InlineData("ta-IN", "நான் கேட்டது")]
    [InlineData("fr-FR", "I heard")]
    public void They_are_in_the_agents_language_or_in_English(string language, string readBack) => Phrases.In(language).ReadBack.ShouldStartWith(readBack);

    [Fact]
    public void Every_language_has_all_of_them_in_its_own_script()
    {
        PhraseBook.All.Keys.Order().ShouldBe(["bn", "en", "gu", "hi", "hi-latn", "kn", "ml", "mr", "pa", "ta", "te", "ur"]);
        foreach ((string language, Phrases phrases) in PhraseBook.All)
        {
            string[] all = [phrases.Sorry, phrases.OnceMore, phrases.ReadBack.Replace("{0}", ""), phrases.StillThere, phrases.Goodbye, phrases.Trouble, .. phrases.Fillers];
            all.ShouldAllBe(p => p.Length > 8, language);
            all.Distinct().Count().ShouldBe(all.Length, language);
            bool latin = language is "en" or "hi-latn";
            all.ShouldAllBe(p => p.Any(char.IsAsciiLetter) == latin, language);
            phrases.ReadBack.ShouldContain("{0}");
            phrases.Fillers.Count.ShouldBe(3, language);
        }
    }
}
