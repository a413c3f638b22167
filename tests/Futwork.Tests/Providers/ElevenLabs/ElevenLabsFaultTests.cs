using Futwork.Providers.ElevenLabs;
using Futwork.Realtime.Speech;
using Futwork.Simulator.ElevenLabs;
using Futwork.Simulator.Sockets;
using Futwork.Tests.Support;

namespace Futwork.Tests.Providers.ElevenLabs;

/// <summary>What becomes of a call's mouth when the vendor fails in all the ways that vendors fail.</summary>
public sealed class ElevenLabsFaultTests : IAsyncLifetime
{
    private const string Text = "Hello, this is Maya from Acme. Is this a good time to talk?";
    private readonly FakeTime _time = new();
    private readonly List<ISpeaker> _speakers = [];
    private FakeElevenLabsServer? _server;

    private FakeElevenLabsServer Server => _server!;

    public async ValueTask InitializeAsync()
    {
        _server = await FakeElevenLabsServer.StartAsync();
        _server.ApiKey = "elevenlabs-key";
    }

    public async ValueTask DisposeAsync()
    {
        await _time.DisposeAsync(_speakers);
        await Server.DisposeAsync();
    }

    [Fact]
    public async Task A_wrong_key_is_named_at_once()
    {
        var error = await Should.ThrowAsync<SpeechException>(async () => await OpenAsync("wrong-key"));
        error.Kind.ShouldBe(SpeechFailure.Credentials);
        error.Message.ShouldNotContain("wrong-key");
    }

    [Fact]
    public async Task A_missing_key_is_named_before_anything_is_asked()
    {
        (await Should.ThrowAsync<SpeechException>(async () => await OpenAsync(null))).Message.ShouldContain("voice.apiKey");
        Server.Connections.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("quota_exceeded", SpeechFailure.Refused)]
    [InlineData("too_many_concurrent_requests", SpeechFailure.RateLimited)]
    [InlineData("invalid_api_key", SpeechFailure.Credentials)]
    public async Task What_the_vendor_says_is_wrong_is_passed_on(string code, SpeechFailure kind)
    {
        for (var i = 0; i < 4; i++)
            Server.Enqueue(new SocketFault { Garbage = $$"""{"message":"The vendor's own words.","error":"{{code}}","code":1008}""" });
        var speaker = await OpenAsync();
        var error = await FailureAsync(speaker);
        error.Kind.ShouldBe(kind);
        error.Message.ShouldContain(code);
        error.Message.ShouldContain("The vendor's own words.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(9)]
    public async Task A_connection_cut_in_the_middle_of_a_text_goes_on_behind_the_last_whole_word(int messages)
    {
        Server.Enqueue(new SocketFault { DropAfter = messages });
        var speaker = await OpenAsync();
        var pieces = await SpeakAsync(speaker, connections: 2);
        var words = pieces.SelectMany(piece => piece.Words).ToList();
        words.Select(word => Text[word.TextStart..word.TextEnd]).ShouldBe(Text.Split(' '));
        words.Zip(words.Skip(1)).ShouldAllBe(pair => pair.First.EndSample <= pair.Second.StartSample);
        words[^1].EndSample.ShouldBeLessThanOrEqualTo(pieces.Samples().Length);
        Server.Connections.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Ten_seconds_of_silence_make_a_new_connection_that_speaks()
    {
        Server.Enqueue(new SocketFault { Silent = true });
        var speaker = await OpenAsync();
        (await SpeakAsync(speaker, connections: 2, FaultTime.Noticed)).Sum(piece => piece.Words.Count).ShouldBe(Text.Split(' ').Length);
        _time.Elapsed.TotalSeconds.ShouldBeInRange(10, 20);
    }

    [Fact]
    public async Task A_vendor_that_falls_silent_again_is_given_up_and_the_next_text_asks_anew()
    {
        Server.Enqueue(new SocketFault { Silent = true });
        Server.Enqueue(new SocketFault { Silent = true });
        var speaker = await OpenAsync();
        (await FailureAsync(speaker)).Kind.ShouldBe(SpeechFailure.TimedOut);
        (await SpeakAsync(speaker)).ShouldNotBeEmpty();
        Server.Connections.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_connection_lost_while_nobody_speaks_is_there_again_when_somebody_does()
    {
        var speaker = await OpenAsync();
        Server.DropAll();
        await _time.UntilAsync(() => Server.Connections.Count == 2, step: 20);
        (await SpeakAsync(speaker)).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task An_idle_connection_is_kept_alive()
    {
        var speaker = await OpenAsync();
        await _time.UntilAsync(() => _time.Elapsed > TimeSpan.FromSeconds(40), step: 500);
        (await SpeakAsync(speaker)).ShouldNotBeEmpty();
        Server.Connections.Count.ShouldBe(1);
    }

    private async Task<ISpeaker> OpenAsync(string? key = "elevenlabs-key")
    {
        var speaker = await new ElevenLabsTextToSpeech(_time).OpenAsync(
            new VoiceOptions("en-IN", Server.Voices[0]) { Access = new VendorAccess(key, Server.BaseUrl) }, TestContext.Current.CancellationToken);
        _speakers.Add(speaker);
        return speaker;
    }

    /// <param name="speaker">Who speaks.</param>
    /// <param name="connections">How many connections that takes.</param>
    /// <param name="begins">When the last of them is made, from the clock's start.</param>
    private async Task<IReadOnlyList<SpeechAudio>> SpeakAsync(ISpeaker speaker, int connections = 1, TimeSpan begins = default)
    {
        var speaking = speaker.SpeakWholeAsync(Text, TestContext.Current.CancellationToken);
        await _time.UntilAsync(begins, () => Server.Connections.Count >= connections);
        return await speaking.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private async Task<SpeechException> FailureAsync(ISpeaker speaker)
    {
        var speaking = speaker.SpeakWholeAsync(Text, TestContext.Current.CancellationToken);
        await _time.UntilAsync(() => speaking.IsCompleted);
        return await Should.ThrowAsync<SpeechException>(() => speaking);
    }
}
