using Futwork.Realtime.Conversation;
using Futwork.Realtime.Conversation.Minds;
using Futwork.Realtime.Speech;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Conversation.Minds;

public sealed class FlowEngineTests
{
    /// <summary>It is Thursday, 15 January 2026.</summary>
    private static readonly PersonClock Clock = new(new FakeTime(), [TimeZoneInfo.Utc]);

    private static readonly Flow Visit = new()
    {
        Steps =
        [
            new FlowStep { Name = "hello", Say = "Hello {{name}}.", Next = "day" },
            new FlowStep
            {
                Name = "day",
                Say = "Which day?",
                Listen = new FlowListen { Slot = new FlowSlot("day", "date"), No = "bye", NoMatch = "A day, please.", Retries = 1, GiveUp = "bye", Silence = "Are you there?", SilenceGoTo = "bye" },
                Next = "confirm",
            },
            new FlowStep { Name = "confirm", Say = "So {{day}}?", Listen = new FlowListen { Yes = "bye", Choices = [new FlowChoice(["change"], "day", "9")] } },
            new FlowStep { Name = "bye", Say = "Goodbye.", End = new FlowEnd("done") },
        ],
    };

    [Fact]
    public void It_speaks_from_step_to_step_until_one_listens()
    {
        (FlowState state, IReadOnlyList<Reply> replies) = Begin();

        Said(replies).ShouldBe(["Hello Asha.", "Which day?"]);
        replies[^1].ShouldBeOfType<Reply.Listen>();
        state.Step!.Name.ShouldBe("day");
    }

    [Fact]
    public void An_answer_fills_its_field_and_later_texts_speak_it()
    {
        (FlowState state, IReadOnlyList<Reply> replies) = Answer(Begin().State, "next monday");

        Said(replies).ShouldBe(["So 2026-01-19?"]);
        state.Fields.ShouldBe([new KeyValuePair<string, string>("day", "2026-01-19")]);
    }

    [Fact]
    public void A_field_that_is_filled_again_takes_the_new_value()
    {
        FlowState state = Answer(Answer(Answer(Begin().State, "next monday").State, "please change it").State, "tomorrow").State;

        state.Fields.ShouldBe([new KeyValuePair<string, string>("day", "2026-01-16")]);
    }

    [Fact]
    public void What_does_not_match_is_asked_again_and_then_given_up()
    {
        (FlowState state, IReadOnlyList<Reply> first) = Answer(Begin().State, "the weather is nice");
        (_, IReadOnlyList<Reply> second) = Answer(state, "the weather is nice");

        Said(first).ShouldBe(["A day, please."]);
        Said(second).ShouldBe(["Goodbye."]);
        second[^1].ShouldBe(new Reply.End(ConversationEnd.FlowEnded, "done"));
    }

    [Fact]
    public void Asking_to_hear_it_again_counts_as_no_failure()
    {
        FlowState state = Begin().State;
        for (int i = 0; i < 5; i++)
        {
            (state, IReadOnlyList<Reply> replies) = Answer(state, "pardon");
            Said(replies).ShouldBe(["Which day?"]);
        }
    }

    [Fact]
    public void Asking_for_time_counts_as_no_failure_three_times_and_then_as_no_match()
    {
        FlowState state = Begin().State;
        foreach (string said in new[] { "Which day?", "Which day?", "Which day?", "A day, please.", "Goodbye." })
        {
            (state, IReadOnlyList<Reply> replies) = Answer(state, "please hold");
            Said(replies).ShouldBe([said]);
        }
    }

    [Fact]
    public void Time_that_was_asked_for_at_one_step_is_not_counted_at_the_next()
    {
        FlowState state = Begin().State;
        for (int i = 0; i < 3; i++)
            state = Answer(state, "please hold").State;

        Answer(state, "tomorrow").State.Waits.ShouldBe(0);
    }

    [Fact]
    public void Unclear_speech_counts_like_no_match_and_a_match_starts_the_count_anew()
    {
        FlowEngine engine = Engine();
        FlowState unclear = engine.Answer(Begin().State, new PersonTurn(PersonTurnKind.Unclear)).State;

        unclear.NoMatches.ShouldBe(1);
        Answer(unclear, "tomorrow").State.NoMatches.ShouldBe(0);
    }

    [Fact]
    public void Silence_is_asked_about_in_the_words_of_the_step_and_then_leads_on()
    {
        FlowState state = Begin().State;

        Said(Engine().Answer(state, new PersonTurn(PersonTurnKind.Silence, Silences: 2)).Replies).ShouldBe(["Are you there?"]);
        Said(Engine().Answer(state, new PersonTurn(PersonTurnKind.Silence, Silences: 3)).Replies).ShouldBe(["Goodbye."]);
    }

    [Fact]
    public void Keys_choose()
    {
        FlowState state = Answer(Begin().State, "tomorrow").State;

        Said(Engine().Answer(state, new PersonTurn(PersonTurnKind.Keys, "9")).Replies).ShouldBe(["Which day?"]);
    }

    [Fact]
    public void The_recogniser_is_told_what_the_step_listens_for()
    {
        Reply.Listen listen = Begin().Replies.OfType<Reply.Listen>().Single();

        listen.Awaited.Hint.Content.ShouldBe(ExpectedContent.YesNo | ExpectedContent.Date);
        listen.Awaited.Hint.Words.ShouldBe(["Baner"]);
        Answer(Begin().State, "tomorrow").Replies.OfType<Reply.Listen>().Single().Awaited.Hint.Phrases.ShouldContain("change");
    }

    [Fact]
    public void A_flow_that_gives_up_without_a_step_for_it_cannot_tell()
    {
        AgentDefinition agent = Agent() with
        {
            Flow = new Flow { Steps = [new FlowStep { Name = "a", Say = "Yes?", Listen = new FlowListen { Yes = "a", Retries = 0 } }] },
        };
        var engine = new FlowEngine(agent, new AgentTexts(agent, new Dictionary<string, string>()), Clock);

        IReadOnlyList<Reply> replies = engine.Answer(engine.Answer(FlowState.Start, new PersonTurn(PersonTurnKind.Answered)).State, new PersonTurn(PersonTurnKind.Words, "blue")).Replies;

        replies[^1].ShouldBe(new Reply.End(ConversationEnd.FlowEnded, "cannot tell"));
    }

    private static AgentDefinition Agent() => new() { Flow = Visit, Listening = new ListeningSettings { Words = ["Baner"] } };

    private static FlowEngine Engine() => new(Agent(), new AgentTexts(Agent(), new Dictionary<string, string> { ["name"] = "Asha" }), Clock);

    private static (FlowState State, IReadOnlyList<Reply> Replies) Begin() => Engine().Answer(FlowState.Start, new PersonTurn(PersonTurnKind.Answered));

    private static (FlowState State, IReadOnlyList<Reply> Replies) Answer(FlowState state, string text) =>
        Engine().Answer(state, new PersonTurn(PersonTurnKind.Words, text));

    private static IEnumerable<string> Said(IReadOnlyList<Reply> replies) => replies.OfType<Reply.Say>().Select(s => s.Text);
}
