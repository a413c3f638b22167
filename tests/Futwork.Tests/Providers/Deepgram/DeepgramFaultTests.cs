using Futwork.Providers.Deepgram;
using Futwork.Realtime.Speech;
using Futwork.Simulator.Deepgram;
using Futwork.Simulator.Sockets;
using Futwork.Tests.Support;

namespace Futwork.Tests.Providers.Deepgram;

/// <summary>What becomes of a call's ears when the vendor fails in all the ways that vendors fail.</summary>
public sealed class DeepgramFaultTests : IAsyncLifetime
{
    private static readonly Expectation Expected = new() { Phrases = ["call me later", "wrong number"] };
    private readonly FakeTime _time = new();
    private readonly List<Hearing> _hearings = [];
    private FakeDeepgramServer? _server;

    private FakeDeepgramServer Server => _server!;

    public async ValueTask InitializeAsync()
    {
        _server = await FakeDeepgramServer.StartAsync();
        (_server.ApiKey, _server.Expectation) = ("deepgram-key", Expected);
    }

    public async ValueTask DisposeAsync()
    {
        await _time.DisposeAsync(_hearings);
        await Server.DisposeAsync();
    }

    [Fact]
    public async Task A_wrong_key_is_named_at_once()
    {
        var error = await RefusedAsync("wrong-key");
        error.Kind.ShouldBe(SpeechFailure.Credentials);
        error.Message.ShouldContain("API key");
        error.Message.ShouldNotContain("wrong-key");
        Server.Connections.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_missing_key_is_named_before_anything_is_asked()
    {
        (await RefusedAsync(null)).Message.ShouldContain("listening.apiKey");
        Server.Connections.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(400, SpeechFailure.Refused)]
    [InlineData(402, SpeechFailure.Refused)]
    [InlineData(404, SpeechFailure.Refused)]
    public async Task What_no_other_try_can_mend_is_not_tried_again(int status, SpeechFailure kind)
    {
        Server.Enqueue(new SocketFault { Status = status });
        var error = await RefusedAsync();
        error.Kind.ShouldBe(kind);
        error.Message.ShouldContain(status.ToString());
        Server.Connections.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Too_many_connections_tell_how_long_to_wait()
    {
        Server.Enqueue(new SocketFault { Status = 429, RetryAfterSeconds = 30 });
        var error = await RefusedAsync();
        error.Kind.ShouldBe(SpeechFailure.RateLimited);
        error.RetryAfter.ShouldBe(TimeSpan.FromSeconds(30));
        Server.Connections.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_is_down_for_a_moment_is_tried_again()
    {
        Server.Enqueue(new SocketFault { Status = 503 });
        Server.Enqueue(new SocketFault { Status = 429 });
        var hearing = await HearingAsync(TimeProvider.System);
        Server.Connections.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_server_that_stays_down_is_given_up()
    {
        for (var i = 0; i < 3; i++)
            Server.Enqueue(new SocketFault { Status = 503 });
        (await RefusedAsync()).Kind.ShouldBe(SpeechFailure.Unavailable);
        Server.Connections.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_told_with_the_address()
    {
        using var nobody = new Nobody();
        var error = await RefusedAsync(at: nobody.BaseUrl);
        error.Kind.ShouldBe(SpeechFailure.Unavailable);
        error.Message.ShouldContain(nobody.BaseUrl.Authority);
    }

    [Fact]
    public async Task A_connection_cut_in_the_middle_of_an_utterance_loses_no_word()
    {
        var hearing = await HearingAsync();
        var sound = await CallerVoice.SayAsync("call me later");
        var half = sound.Length / 2;
        hearing.Ears.Write(sound.AsSpan(0, half));
        hearing.Ears.SpeechStarted(half - 4000);
        Server.DropAll();
        await _time.UntilAsync(() => Server.Connections.Count == 2, step: 20);
        hearing.Ears.Write(sound.AsSpan(half));
        hearing.Ears.SpeechEnded();
        hearing.Quiet();
        (await hearing.UnderstandAsync()).Text.ShouldBe("call me later");
    }

    [Fact]
    public async Task Garbage_is_taken_for_a_broken_connection()
    {
        Server.Enqueue(new SocketFault { Garbage = "<html>Bad gateway</html>" });
        var hearing = await HearingAsync();
        hearing.Utter(await CallerVoice.SayAsync("wrong number"));
        await _time.UntilAsync(() => Server.Connections.Count == 2, step: 20);
        await HeardAsync(hearing, "wrong number");
    }

    [Fact]
    public async Task A_server_that_only_sends_garbage_is_given_up()
    {
        for (var i = 0; i < 10; i++)
            Server.Enqueue(new SocketFault { Garbage = "{\"type\":\"Results\"}" });
        var hearing = await HearingAsync();
        hearing.Utter(await CallerVoice.SayAsync("wrong number"));
        (await FailureAsync(hearing)).Kind.ShouldBe(SpeechFailure.Broken);
    }

    [Fact]
    public async Task Ten_seconds_of_silence_make_a_new_connection_that_hears_what_was_said()
    {
        Server.Enqueue(new SocketFault { Silent = true });
        var hearing = await HearingAsync();
        hearing.Utter(await CallerVoice.SayAsync("wrong number"));
        await _time.UntilAsync(FaultTime.Noticed, () => Server.Connections.Count == 2);
        _time.Elapsed.TotalSeconds.ShouldBeInRange(10, 30);
        (await hearing.Ears.Results.ReadAsync(TestContext.Current.CancellationToken)).EndsSpeech.ShouldBeTrue("the turn does not wait for the vendor");
        await HeardAsync(hearing, "wrong number");
    }

    [Fact]
    public async Task A_vendor_that_falls_silent_again_is_given_up()
    {
        for (var i = 0; i < 3; i++)
            Server.Enqueue(new SocketFault { Silent = true });
        var hearing = await HearingAsync();
        hearing.Utter(await CallerVoice.SayAsync("wrong number"));
        await _time.UntilAsync(FaultTime.Noticed, () => Server.Connections.Count == 2);
        (await FailureAsync(hearing, hearing.Quiet)).Kind.ShouldBe(SpeechFailure.TimedOut);
    }

    [Fact]
    public async Task An_answer_that_comes_late_is_not_waited_for_and_not_lost()
    {
        var hold = new TaskCompletionSource();
        Server.Enqueue(new SocketFault { Hold = hold.Task });
        var hearing = await HearingAsync();
        hearing.Utter(await CallerVoice.SayAsync("wrong number"));
        _time.Advance(999);
        hearing.Ears.Results.TryRead(out _).ShouldBeFalse();
        _time.Advance(1);
        var answer = await hearing.UnderstandAsync();
        answer.Text.ShouldBeEmpty();
        answer.Last.EngineTime.ShouldBe(TimeSpan.FromSeconds(1));
        hold.SetResult();
        await HeardAsync(hearing, "wrong number");
    }

    [Fact]
    public async Task A_line_that_rings_long_is_kept_alive()
    {
        var hearing = await HearingAsync();
        await _time.UntilAsync(() => _time.Elapsed > TimeSpan.FromSeconds(40), step: 500);
        Server.Connections.Count.ShouldBe(1);
        hearing.Utter(await CallerVoice.SayAsync("wrong number"));
        (await hearing.UnderstandAsync()).Text.ShouldBe("wrong number");
    }

    private async Task<Hearing> HearingAsync(TimeProvider? time = null)
    {
        var hearing = new Hearing(await OpenAsync("deepgram-key", Server.BaseUrl, time ?? _time));
        _hearings.Add(hearing);
        return hearing;
    }

    private async Task<SpeechException> RefusedAsync(string? key = "deepgram-key", Uri? at = null) =>
        await Should.ThrowAsync<SpeechException>(async () => await OpenAsync(key, at ?? Server.BaseUrl, TimeProvider.System));

    private static ValueTask<IRecognition> OpenAsync(string? key, Uri at, TimeProvider time) => new DeepgramSpeechToText(time).OpenAsync(
        new RecognitionOptions("en-IN", Expected) { Access = new VendorAccess(key, at) }, TestContext.Current.CancellationToken);

    private static async Task HeardAsync(Hearing hearing, string text)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        await foreach (var result in hearing.Ears.Results.ReadAllAsync(patience.Token))
        {
            if (result.IsFinal && result.Text == text)
                return;
        }

        Assert.Fail($"'{text}' was never heard.");
    }

    /// <param name="hearing">The ears.</param>
    /// <param name="meanwhile">What goes on between two moments of the clock, such as the sound of a call.</param>
    private async Task<SpeechException> FailureAsync(Hearing hearing, Action? meanwhile = null)
    {
        await _time.UntilAsync(() =>
        {
            meanwhile?.Invoke();
            while (hearing.Ears.Results.TryRead(out _))
            {
                // What was understood before is of no interest.
            }

            return hearing.Ears.Results.Completion.IsCompleted;
        });
        return await Should.ThrowAsync<SpeechException>(() => hearing.Ears.Results.Completion);
    }
}
