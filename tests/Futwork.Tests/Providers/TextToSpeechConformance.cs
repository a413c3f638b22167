using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;

namespace Futwork.Tests.Providers;

/// <summary>What every voice must do. An engine's test derives from it.</summary>
public abstract class TextToSpeechConformance
{
    private const string Greeting = "Hello, this is Maya from Acme. Is this a good time to talk?";

    /// <summary>The engine under test.</summary>
    protected abstract ITextToSpeech Engine { get; }

    /// <summary>A language it speaks.</summary>
    protected virtual string Language => "en-IN";

    [Fact]
    public async Task A_text_becomes_sound_of_a_likely_length_and_level()
    {
        var pcm = Sound(await SpeakAsync(Greeting));
        PhoneAudio.Duration(pcm.Length).TotalSeconds.ShouldBeInRange(2, 8);
        pcm.Max(sample => Math.Abs((int)sample)).ShouldBeInRange(8000, 30000);
    }

    [Fact]
    public async Task Each_word_has_its_place_in_order_inside_the_sound()
    {
        Engine.Capabilities.WordTimings.ShouldBeTrue();
        var pieces = await SpeakAsync(Greeting);
        var words = pieces.SelectMany(piece => piece.Words).ToList();
        words.Select(word => Greeting[word.TextStart..word.TextEnd]).ShouldBe(Greeting.Split(' '));
        words.Zip(words.Skip(1)).ShouldAllBe(pair => pair.First.EndSample <= pair.Second.StartSample);
        words.ShouldAllBe(word => word.StartSample < word.EndSample);
        words[^1].EndSample.ShouldBeLessThanOrEqualTo(Sound(pieces).Length);
    }

    [Fact]
    public async Task The_words_of_a_piece_lie_inside_that_piece()
    {
        var before = 0;
        foreach (var piece in await SpeakAsync(Greeting))
        {
            piece.Words.ShouldAllBe(word => word.StartSample >= before && word.EndSample <= before + piece.Pcm.Length);
            before += piece.Pcm.Length;
        }
    }

    [Fact]
    public async Task A_text_takes_the_same_course_whoever_else_speaks()
    {
        var alone = await SpeakAsync(Greeting);
        foreach (var pieces in await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => SpeakAsync(Greeting))))
        {
            pieces.Select(piece => piece.Pcm.Length).ShouldBe(alone.Select(piece => piece.Pcm.Length));
            pieces.SelectMany(piece => piece.Words).ShouldBe(alone.SelectMany(piece => piece.Words));
        }
    }

    [Fact]
    public async Task A_long_text_stops_when_it_is_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        var pieces = 0;
        var request = new SpeechRequest(string.Join(' ', Enumerable.Repeat(Greeting, 500)));
        await using var speaker = await OpenAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in speaker.SpeakAsync(request, cancel.Token))
            {
                pieces++;
                await cancel.CancelAsync();
            }
        });
        pieces.ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_to_say_is_no_sound() => (await SpeakAsync(" … - ")).ShouldBeEmpty();

    [Fact]
    public async Task An_unknown_voice_is_refused_with_the_known_ones()
    {
        var error = await Should.ThrowAsync<SpeechException>(() => SpeakAsync("Hello.", voice: "nobody"));
        error.Message.ShouldContain("nobody");
        error.Message.ShouldContain(Engine.Capabilities.Voices[0].Name);
    }

    /// <summary>Speaks a text to its end.</summary>
    protected async Task<IReadOnlyList<SpeechAudio>> SpeakAsync(string text, string? voice = null, string? language = null)
    {
        await using var speaker = await OpenAsync(voice, language);
        return await speaker.SpeakWholeAsync(text, TestContext.Current.CancellationToken);
    }

    /// <summary>Opens a mouth.</summary>
    protected ValueTask<ISpeaker> OpenAsync(string? voice = null, string? language = null) =>
        Engine.OpenAsync(new VoiceOptions(language ?? Language, voice), TestContext.Current.CancellationToken);

    /// <summary>All the sound of it.</summary>
    protected static short[] Sound(IEnumerable<SpeechAudio> pieces) => pieces.Samples();
}
