using Futwork.Realtime;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Engines;
using Futwork.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace Futwork.Tests.Realtime.Engines;

/// <summary>Several models as one, in virtual time.</summary>
public sealed class FallbackModelTests
{
    private readonly FakeTime _time = new();
    private readonly SingleThread _thread = new();
    private readonly EngineHealth _health;
    private readonly StreamingModel _first;
    private readonly StreamingModel _second;

    public FallbackModelTests()
    {
        _health = new EngineHealth(_time);
        (_first, _second) = (new StreamingModel(_time), new StreamingModel(_time));
        _second.Script.Enqueue("Second here.");
        _second.Script.Enqueue("Second again.");
    }

    [Fact]
    public void The_first_model_speaks_when_it_is_in_time()
    {
        _first.Script.Enqueue("First here.");
        _first.DelayMilliseconds = 999;

        Ask().ShouldBe(("First here. ", 999 + 40));
        _second.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void The_next_model_is_asked_when_the_first_says_nothing_by_the_deadline()
    {
        _first.Script.Enqueue("First here.");
        _first.DelayMilliseconds = 10_000;

        Ask().ShouldBe(("Second here. ", 1000 + 300 + 40));
    }

    [Fact]
    public void A_late_model_that_still_speaks_before_the_next_is_heard()
    {
        _first.Script.Enqueue("First here.");
        _first.DelayMilliseconds = 1100;

        Ask().ShouldBe(("First here. ", 1100 + 40));
        _second.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public void Noise_is_no_answer()
    {
        _first.Script.Enqueue("... ... ... ... ... ... ... ... ... ...");
        _first.TokenMilliseconds = 200;
        Ask().Said.ShouldBe("Second here. ");
    }

    [Fact]
    public void A_tool_without_a_word_is_an_answer()
    {
        _first.Script.Enqueue("|booked");

        Ask().ShouldBe(("", 300));
        _second.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void The_next_model_is_asked_at_once_when_the_first_fails()
    {
        Ask().ShouldBe(("Second here. ", 300 + 300 + 40));
    }

    [Fact]
    public void A_model_that_failed_is_asked_last_for_a_while_and_then_first_again()
    {
        Ask();
        Ask().Said.ShouldBe("Second again. ");
        _first.Requests.Count.ShouldBe(1);

        _time.Advance(EngineHealth.Memory);
        _first.Script.Enqueue("First here.");
        Ask().Said.ShouldBe("First here. ");
    }

    [Fact]
    public void An_answer_that_breaks_off_after_its_first_words_ends_there()
    {
        _first.Script.Enqueue("I will now");
        _first.BreaksOff = true;

        Ask().Said.ShouldBe("I will now ");
        _second.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void A_lone_model_that_broke_or_hangs_is_asked_once_more()
    {
        _first.Failures.Enqueue(new ModelException("The connection broke."));
        _first.Script.Enqueue("Here I am.");
        Run(Model(_first)).Said.ShouldBe("Here I am. ");

        _first.Delays.Enqueue(60_000);
        _first.Script.Enqueue("And again.");
        Run(Model(_first)).ShouldBe(("And again. ", 1000 + 300 + 40));
    }

    [Fact]
    public void A_lone_model_that_refuses_the_key_is_not_asked_again()
    {
        _first.Failures.Enqueue(new ModelException("The key is wrong.", System.Net.HttpStatusCode.Unauthorized));

        Should.Throw<ModelException>(() => Run(Model(_first)));
        _first.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public void When_all_fail_the_first_reason_is_told()
    {
        _first.Failures.Enqueue(new ModelException("One."));
        _second.Failures.Enqueue(new ModelException("Two."));

        Should.Throw<ModelException>(() => Ask()).Message.ShouldBe("One.");
    }

    [Fact]
    public void Each_model_is_asked_by_its_own_name()
    {
        Ask();

        (_first.Options[0]!.ModelId, _second.Options[0]!.ModelId).ShouldBe(("model 0", "model 1"));
    }

    [Fact]
    public void A_cancelled_question_stops_all_models()
    {
        _first.DelayMilliseconds = _second.DelayMilliseconds = 5000;
        using var cancel = new CancellationTokenSource();
        Task? asking = null;
        _thread.Run(() => asking = CollectAsync(Model(_first, _second), cancel.Token));
        _thread.Run(() => _time.Advance(1500));
        _thread.Run(cancel.Cancel);

        asking!.IsCanceled.ShouldBeTrue();
        _time.ActiveTimers.ShouldBe(0);
    }

    private (string Said, int Milliseconds) Ask() => Run(Model(_first, _second));

    private FallbackModel Model(params IReadOnlyList<IChatClient> clients) => new(
        [.. clients.Select((client, i) => new ModelChoice(new ModelSettings { Model = $"model {i}" }, client))], TimeSpan.FromSeconds(1), _health, _time, NullLogger.Instance);

    private (string Said, int Milliseconds) Run(FallbackModel model)
    {
        var began = _time.Elapsed;
        Task<string>? asking = null;
        _thread.Run(() => asking = CollectAsync(model, CancellationToken.None));
        while (!asking!.IsCompleted)
            _thread.Run(() => _time.Advance(1));
        return (asking.Completed(), (int)(_time.Elapsed - began).TotalMilliseconds);
    }

    private static async Task<string> CollectAsync(FallbackModel model, CancellationToken cancellationToken)
    {
        string said = "";
        await foreach (ChatResponseUpdate update in model.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, "Hello?")], null, cancellationToken))
            said += update.Text;
        return said;
    }
}
