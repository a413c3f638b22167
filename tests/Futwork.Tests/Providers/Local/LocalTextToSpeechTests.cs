using Futwork.Providers.Local;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Conversation.Spoken;
using Futwork.Realtime.Speech;

namespace Futwork.Tests.Providers.Local;

public sealed class LocalTextToSpeechTests : TextToSpeechConformance
{
    protected override ITextToSpeech Engine { get; } = new LocalTextToSpeech();

    [Fact]
    public void Nothing_is_missing_on_this_machine() => LocalSpeech.Check().ShouldBeEmpty();

    [Fact]
    public async Task Sentences_come_one_by_one()
    {
        var pieces = await SpeakAsync("Good morning. Your policy ends on Friday. Shall I renew it?");
        pieces.Count.ShouldBe(3);
        pieces.Select(piece => piece.Words.Count).ShouldBe([2, 5, 4]);
    }

    [Fact]
    public async Task Words_lie_where_the_voice_says_them()
    {
        // A comma is a pause: the sound between the two words is silent, the words are not.
        var pieces = await SpeakAsync("Hello, goodbye.");
        var (sound, words) = (Sound(pieces), pieces[0].Words);
        var pause = sound.AsSpan(words[0].EndSample + 200, words[1].StartSample - words[0].EndSample - 400).ToArray();
        Loudness(pause).ShouldBeLessThan(Loudness(sound[words[0].StartSample..words[0].EndSample]) / 20);
        Loudness(sound[words[1].StartSample..words[1].EndSample]).ShouldBeGreaterThan(1000);
    }

    [Fact]
    public async Task Every_word_of_a_spoken_form_has_one_timing()
    {
        var form = SpokenText.For("en-IN").Say("₹1,50,000 — call +91 9876543210 & pay 5%.");
        var words = (await SpeakAsync(form.Text)).SelectMany(piece => piece.Words).ToList();
        words.Select(word => form.Text[word.TextStart..word.TextEnd]).ShouldBe(form.Text.Split(' ').Where(word => word is not "—"));
        words[^1].EndSample.ShouldBeGreaterThan(PhoneAudio.Samples(TimeSpan.FromSeconds(5)));
    }

    [Theory]
    [InlineData("slt")]
    [InlineData("rms")]
    [InlineData("awb")]
    [InlineData("kal")]
    public async Task Every_English_voice_speaks(string voice) =>
        Sound(await SpeakAsync("Good morning to you.", voice)).Length.ShouldBeInRange(6000, 24000);

    /// <summary>flite has no bounds of its own for them: without ours the process ends.</summary>
    [Theory]
    [InlineData("slt")]
    [InlineData("rms")]
    [InlineData("awb")]
    [InlineData("kal")]
    public async Task Words_without_an_end_are_spoken_by_every_English_voice_and_stay_one_word_each(string voice)
    {
        string[] words =
        [
            "Hello" + new string('!', 400), "A" + new string('.', 400), string.Concat(Enumerable.Repeat("a1", 20_000)), string.Concat(Enumerable.Repeat("ha", 20_000)), "goodbye.",
        ];
        var text = string.Join(' ', words);

        var spoken = (await SpeakAsync(text, voice)).SelectMany(piece => piece.Words).ToList();

        spoken.Select(word => text[word.TextStart..word.TextEnd]).ShouldBe(words);
        spoken.Zip(spoken.Skip(1)).ShouldAllBe(pair => pair.First.StartSample < pair.First.EndSample && pair.First.EndSample <= pair.Second.StartSample);
        spoken[^1].EndSample.ShouldBeLessThan(PhoneAudio.Samples(TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public async Task All_English_voices_may_be_taken_and_speak_at_the_same_time()
    {
        string[] voices = ["slt", "rms", "awb", "kal"];
        var all = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => SpeakAsync("Good morning.", voices[i % voices.Length]))));
        all.ShouldAllBe(pieces => Sound(pieces).Length > 3000);
    }

    [Theory]
    [InlineData("hi-IN", "नमस्ते, क्या आप बात कर सकते हैं?", 7)]
    [InlineData("ta-IN", "வணக்கம், நான் மாயா பேசுகிறேன்.", 4)]
    [InlineData("bn", "নমস্কার, আমি মায়া বলছি।", 4)]
    [InlineData("ur-PK", "کیا آپ بات کر سکتے ہیں؟", 6)]
    public async Task The_languages_of_India_speak(string language, string text, int words)
    {
        var pieces = await SpeakAsync(text, language: language);
        pieces.Sum(piece => piece.Words.Count).ShouldBe(words);
        Sound(pieces).Length.ShouldBeInRange(6000, 40000);
    }

    [Fact]
    public async Task Every_voice_that_is_listed_can_be_chosen()
    {
        foreach (var voice in Engine.Capabilities.Voices)
            (await SpeakAsync("12", voice.Name, voice.Languages[0])).ShouldNotBeEmpty(voice.Name);
    }

    [Fact]
    public async Task A_text_that_looks_like_an_option_or_a_code_is_only_spoken() =>
        Sound(await SpeakAsync("--help [[hello]] $(reboot)", "espeak:hi")).Length.ShouldBeGreaterThan(4000);

    [Fact]
    public async Task A_language_without_a_voice_is_refused_with_those_that_have_one()
    {
        var error = await Should.ThrowAsync<SpeechException>(() => SpeakAsync("Bonjour.", language: "fr-FR"));
        error.Message.ShouldContain("fr-FR");
        error.Message.ShouldContain("hi");
    }

    private static double Loudness(short[] sound) => Math.Sqrt(sound.Average(sample => (double)sample * sample));
}
