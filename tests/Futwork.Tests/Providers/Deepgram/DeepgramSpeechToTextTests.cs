using Futwork.Providers.Deepgram;
using Futwork.Realtime.Speech;
using Futwork.Tests.Support;

namespace Futwork.Tests.Providers.Deepgram;

public sealed class DeepgramSpeechToTextTests : DeepgramConformance
{
    protected override ISpeechToText Engine { get; } = new DeepgramSpeechToText(new FakeTime());

    [Fact]
    public async Task The_connection_asks_for_telephone_sound_and_the_names_to_listen_for()
    {
        await using var ears = await OpenAsync(new Expectation { Words = ["Futwork", "Acme Ltd"] });
        var asked = Server.Connections.ShouldHaveSingleItem();
        asked.ShouldStartWith("/v1/listen?model=nova-3&encoding=mulaw&sample_rate=8000&language=en-IN&interim_results=true");
        asked.ShouldEndWith("&keyterm=Futwork&keyterm=Acme%20Ltd");
    }

    [Theory]
    [InlineData("nova-3-medical", "&keyterm=Futwork&keyterm=Acme%20Ltd&keyterm=Acme")]
    [InlineData("flux-general-en", "&keyterm=Futwork&keyterm=Acme%20Ltd&keyterm=Acme")]
    [InlineData("nova-2-phonecall", "&keywords=Futwork&keywords=Acme&keywords=Ltd")]
    public void Models_that_take_no_key_terms_are_given_single_words(string model, string asked)
    {
        var options = new RecognitionOptions("en-IN", new Expectation { Words = ["Futwork", "Acme Ltd", "Acme"] }, model) { Access = new VendorAccess("key", null) };

        DeepgramPlan.For("/v1/listen", model, options).Address.Query.ShouldBe($"?model={model}&encoding=mulaw&sample_rate=8000{asked}");
    }

    [Theory]
    [InlineData("en-IN", "en-IN")]
    [InlineData("hi-IN", "hi")]
    [InlineData("hi-Latn-IN", "multi")]
    [InlineData("pt-BR", "pt-BR")]
    [InlineData("ta", "ta")]
    public void A_language_goes_by_Deepgrams_own_name(string tag, string name) => DeepgramPlan.Language(tag).ShouldBe(name);

    [Fact]
    public async Task Partial_words_come_while_they_are_spoken()
    {
        Server.Script("yes i am");
        await using var hearing = await HearingAsync();
        hearing.Utter(await CallerVoice.SayAsync("yes i am interested please call me later"));
        var understood = await hearing.UnderstandAsync();
        understood.Results[0].IsFinal.ShouldBeFalse();
        understood.Results[0].Text.ShouldBe("yes");
        understood.Text.ShouldBe("yes i am");
    }
}
