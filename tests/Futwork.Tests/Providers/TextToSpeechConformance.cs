using Futwork.Realtime.Audio;
using Futwork.Realtime.Speech;

namespace Futwork.Tests.Providers;

/// <summary>What every voice must do. An engine's test derives from it.</summary>
public abstract class TextToSpeechConformance
{
    private const string Greeting = "Hello, this is Maya from Acme. Is this a good time to talk?";

    /// <summary>The engine under test.</summary>
    protected abstract ITextToSpeech Engine { get; }

    /// <summary>With which key, and where.</summary>
    protected virtual VendorAccess Access => VendorAccess.None;

    /// <summary>A voice; null is the engine's default.</summary>
    protected virtual string? Voice => null;

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
    public async Task A_word_comes_with_the_sound_in_which_it_ends()
    {
        var before = 0;
        foreach (var piece in await SpeakAsync(Greeting))
        {
            piece.Words.ShouldAllBe(word => word.EndSample > before && word.EndSample <= before + piece.Pcm.Length);
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
        (await speaker.SpeakWholeAsync("Hello again.", TestContext.Current.CancellationToken)).Samples().Length.ShouldBeGreaterThan(4000);
    }

    [Fact]
    public async Task One_mouth_speaks_several_texts_each_for_itself()
    {
        string[] texts = ["Good morning to you.", Greeting, "Shall I call again on Friday?"];
        await using var speaker = await OpenAsync();
        var together = await Task.WhenAll(texts.Select(text => speaker.SpeakWholeAsync(text, TestContext.Current.CancellationToken)));
        together.Select(pieces => Sound(pieces).Length).ShouldBe((await Task.WhenAll(texts.Select(text => SpeakAsync(text)))).Select(pieces => Sound(pieces).Length));
        together.Zip(texts).ShouldAllBe(one => one.First.SelectMany(piece => piece.Words).Count() == one.Second.Split(' ', StringSplitOptions.None).Length);
    }

    [Fact]
    public async Task A_mouth_that_is_closed_while_it_speaks_ends_the_text()
    {
        var speaker = await OpenAsync();
        await using var pieces = speaker.SpeakAsync(new SpeechRequest(string.Join(' ', Enumerable.Repeat(Greeting, 500))), TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        (await pieces.MoveNextAsync()).ShouldBeTrue();
        await Task.WhenAll(speaker.DisposeAsync().AsTask(), speaker.DisposeAsync().AsTask());
        await Should.ThrowAsync<SpeechException>(async () =>
        {
            while (await pieces.MoveNextAsync())
            {
                // What was made before it was closed may still come.
            }
        });
    }

    [Fact]
    public async Task Opening_can_be_cancelled() => await Should.ThrowAsync<OperationCanceledException>(async () =>
        await Engine.OpenAsync(new VoiceOptions(Language, Voice) { Access = Access }, new CancellationToken(canceled: true)));

    [Fact]
    public async Task Nothing_to_say_is_no_sound() => (await SpeakAsync(" … - ")).ShouldBeEmpty();

    [Fact]
    public async Task An_unknown_voice_is_refused_with_the_known_ones()
    {
        var error = await Should.ThrowAsync<SpeechException>(() => SpeakAsync("Hello.", voice: "nobody"));
        error.Message.ShouldContain("nobody");
        foreach (var known in Engine.Capabilities.Voices.Take(1))
            error.Message.ShouldContain(known.Name);
    }

    /// <summary>Speaks a text to its end.</summary>
    protected async Task<IReadOnlyList<SpeechAudio>> SpeakAsync(string text, string? voice = null, string? language = null)
    {
        await using var speaker = await OpenAsync(voice, language);
        return await speaker.SpeakWholeAsync(text, TestContext.Current.CancellationToken);
    }

    /// <summary>Opens a mouth.</summary>
    protected ValueTask<ISpeaker> OpenAsync(string? voice = null, string? language = null) =>
        Engine.OpenAsync(new VoiceOptions(language ?? Language, voice ?? Voice) { Access = Access }, TestContext.Current.CancellationToken);

    /// <summary>All the sound of it.</summary>
    protected static short[] Sound(IEnumerable<SpeechAudio> pieces) => pieces.Samples();
}
