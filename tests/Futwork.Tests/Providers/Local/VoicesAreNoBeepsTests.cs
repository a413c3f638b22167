using Futwork.Providers.Local;
using Futwork.Realtime.Speech;
using Futwork.Tests.Realtime.Turns;

namespace Futwork.Tests.Providers.Local;

/// <summary>Half a minute of every kind of voice there is on this machine, listened to for beeps.</summary>
public sealed class VoicesAreNoBeepsTests
{
    private const string English =
        "Hello, who is this? Ooh, you too? No, no, I do not know you. We were always away in June and July. Mm-hmm. Yes, please call me on Tuesday at two, or "
        + "in the afternoon around four. My number is nine eight zero zero zero, two two two. Oh, and who are you? Good morning, thank you for calling Sharma "
        + "Electronics, this is Priya speaking, how may I help you today? Our room is full of moonlight. Loo, loo, loo. Eee. Ah. Hmm.";

    private const string Hindi = "हाँ जी, कौन बोल रहा है? नहीं, मैं अभी बाहर हूँ। आप दोपहर को दो बजे फ़ोन कीजिए। हूँ, ठीक है। मेरा नंबर नौ आठ शून्य दो दो है। आप रुकिए, मैं देखूँ।";

    [Theory]
    [InlineData("slt", "en-IN", English)]
    [InlineData("rms", "en-IN", English)]
    [InlineData("awb", "en-IN", English)]
    [InlineData("kal", "en-IN", English)]
    [InlineData(null, "hi-IN", Hindi)]
    public async Task Speech_holds_no_beep(string? voice, string language, string text)
    {
        var sound = (await new LocalTextToSpeech().SpeakWholeAsync(new VoiceOptions(language, voice), text, CancellationToken.None)).Samples();

        (sound.Length / 8000).ShouldBeGreaterThan(8);
        ToneDetectorTests.Listen(sound).ShouldBeEmpty();
    }
}
