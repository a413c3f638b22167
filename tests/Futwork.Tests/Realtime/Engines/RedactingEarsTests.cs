using Futwork.Realtime.Conversation;
using Futwork.Realtime.Engines;
using Futwork.Realtime.Engines.Redaction;
using Futwork.Realtime.Speech;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Engines;

/// <summary>What ears keep to themselves, from the first guess on.</summary>
public sealed class RedactingEarsTests : IAsyncDisposable
{
    private static readonly RecognisedWord[] Words = [new("nine", 0, 800, 1)];
    private readonly ScriptedEars _scripted = new(new FakeTime());
    private IRecognition? _open;

    public ValueTask DisposeAsync() => _open?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Theory]
    [InlineData("four one one one one one one one one one one one one one one one", true, "[payment card]")]
    [InlineData("double four one one", false, "double four one one")]
    [InlineData("my card is four one one one one one one", false, "my card is [number]")]
    [InlineData("my card is 4111 1111 1111 1111 and call 9876543210", true, "my card is [payment card] and call [phone]")]
    [InlineData("call nine eight seven six five four three two one zero or write to a dot b at c dot com", true, "call [phone] or write to [email]")]
    [InlineData("it costs four hundred", true, "it costs four hundred")]
    public async Task Partials_and_finals_are_masked_written_or_spelled_in_words(string said, bool isFinal, string kept) =>
        (await HearAsync(new RecognitionResult(said, isFinal))).Text.ShouldBe(kept);

    [Fact]
    public async Task The_words_of_what_is_masked_are_left_out_and_all_else_stays()
    {
        var said = new RecognitionResult("call 9876543210", false, 0.7) { EndsSpeech = true, Turn = TurnSignal.LikelyEnd, Words = Words };

        RecognitionResult heard = await HearAsync(said);

        heard.ShouldBe(said with { Text = "call [phone]", Words = heard.Words });
        heard.Words.ShouldBeEmpty();
        (await HearAsync(new RecognitionResult("nine", true) { Words = Words })).Words.ShouldBe(Words);
    }

    [Fact]
    public async Task Ears_that_break_are_told_as_broken()
    {
        await OpenAsync();
        _scripted.Open!.Fail();

        await Should.ThrowAsync<SpeechException>(() => _open!.Results.Completion.WaitAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Neither_transcript_nor_watcher_nor_model_sees_what_is_masked()
    {
        using var call = new VirtualCall();
        var model = new StreamingModel(call.Time);
        model.Script.Enqueue("Noted, bye.|done");
        call.Model = model;
        call.OtherEars = new RedactingEars(call.Ears, new Redactor(["phone"]));
        var agent = new AgentDefinition
        {
            Listening = new ListeningSettings { Engine = "scripted" },
            Voice = new VoiceSettings { Engine = "scripted" },
            Prompt = new PromptSettings { Instructions = "Be kind.", Greeting = "What is your number?", Model = "m" },
            Dispositions = [new Disposition("done")],
        };

        ConversationResult result = call.Says(3000, 5000, "it is nine eight seven six five four three two one zero").Play(agent);

        result.Transcript.Where(l => !l.IsAgent).Select(l => l.Text).ShouldBe(["it is [phone]"]);
        string seen = string.Join(' ', call.Events.Select(e => e.Text).Concat(model.Requests.SelectMany(r => r).Select(m => m.Text)));
        seen.ShouldContain("[phone]");
        seen.ShouldNotContain("seven six");
    }

    private async Task<RecognitionResult> HearAsync(RecognitionResult result)
    {
        await OpenAsync();
        _scripted.Open!.Send(result);
        return await _open!.Results.ReadAsync(TestContext.Current.CancellationToken);
    }

    private async Task OpenAsync() =>
        _open ??= await new RedactingEars(_scripted, new Redactor(Redactor.Kinds)).OpenAsync(new RecognitionOptions("en-IN", new Expectation()), TestContext.Current.CancellationToken);
}
