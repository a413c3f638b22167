using Futwork.Realtime.Conversation;
using Futwork.Realtime.Conversation.Minds;
using Futwork.Realtime.Turns;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Conversation.Minds;

/// <summary>What a flow notes of a person's wishes, never to be called again or to be called back. Where they are it is Thursday, 15 January 2026, 11:30.</summary>
public sealed class FlowWishesTests
{
    private static readonly FlowStep Bye = new() { Name = "bye", Say = "Goodbye.", End = new FlowEnd("done") };
    private static readonly FlowStep Gone = new() { Name = "gone", OptOut = true, Say = "Understood.", End = new FlowEnd("never") };
    private static readonly FlowStep Ask = new() { Name = "ask", Say = "Yes?", Listen = new FlowListen { Yes = "bye", No = "gone" } };
    private static readonly FlowStep When = new() { Name = "when", Say = "When?", Listen = new FlowListen { Slot = new FlowSlot("at", "moment", Confirm: true), GiveUp = "bye" }, Next = "agreed" };
    private static readonly FlowStep Agreed = new() { Name = "agreed", Callback = new FlowCallback { Field = "at", Note = "the price, {{name}}" }, Say = "Until then.", End = new FlowEnd("later") };

    private FlowMind? _mind;
    private Awaited? _awaited;
    private int _told;

    private MindRecord Record => _mind!.Record;

    [Fact]
    public async Task Who_opts_out_is_told_of_once_when_some_of_the_reply_is_heard()
    {
        await BeginAsync(Ask, Gone, Bye);
        _mind!.Heard("Yes?", interrupted: false);
        (Record.OptedOut, _told).ShouldBe((false, 0));

        (await HearAsync("no")).ShouldBe(["Understood."]);
        (Record.OptedOut, _told).ShouldBe((true, 0));

        _mind.Heard("Understood", interrupted: true);
        (Record.OptedOut, _told).ShouldBe((true, 1));
        await HearAsync("no no");
        _told.ShouldBe(1);
    }

    [Fact]
    public async Task Who_opts_out_and_goes_on_is_told_of_though_the_reply_made_no_sound()
    {
        await BeginAsync(Ask, Gone, Bye);

        await HearAsync("no");
        await HearAsync("hello");

        _told.ShouldBe(1);
    }

    [Theory]
    [InlineData("do not call me before six", false)]
    [InlineData("do not call me ever", true)]
    public async Task What_is_said_over_the_reply_may_take_it_back_and_who_hangs_up_over_it_has_asked(string whole, bool optedOut)
    {
        await BeginAsync(WithOptOut("gone"));

        await HearAsync("do not call me");
        _mind!.Retract();
        (Record.OptedOut, _told).ShouldBe((true, 0));

        await HearAsync(whole);
        (Record.OptedOut, _told).ShouldBe((optedOut, 0));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("gone", false)]
    public async Task Where_it_leads_away_a_request_is_given_the_time_to_go_on(string? optOutGoTo, bool isSettled)
    {
        await BeginAsync(new Flow { OptOutGoTo = optOutGoTo, Steps = [Ask, Gone, Bye] });

        _awaited!.IsSettledBy("no").ShouldBeTrue();
        _awaited.IsSettledBy("do not call me").ShouldBe(isSettled);
        _awaited.IsMetBy("do not call me").ShouldBe(!isSettled);
    }

    [Fact]
    public async Task Who_has_said_nothing_has_not_opted_out_whatever_the_flow_says_first()
    {
        await BeginAsync(new Flow
        {
            Steps = [new FlowStep { Name = "first", Call = "wrong", Next = "ask" }, Ask, Gone, Bye],
            Flows = new Dictionary<string, SubFlow> { ["wrong"] = new() { Steps = [new FlowStep { Name = "gone", OptOut = true, Say = "Understood.", Next = "back" }, new FlowStep { Name = "back", Return = true }] } },
        });

        _mind!.Heard("Understood. Yes?", interrupted: false);
        await HearAsync("yes");
        _mind.Heard("Goodbye.", interrupted: false);

        (Record.OptedOut, _told).ShouldBe((false, 0));
    }

    [Fact]
    public async Task What_the_person_said_is_when_they_are_called_back()
    {
        await BeginAsync(When, Agreed, Bye);

        (await HearAsync("tomorrow at four")).ShouldBe(["I heard 2026-01-16 16:00. Is that right?"]);
        (await HearAsync("no, at five")).ShouldBe(["I heard 2026-01-16 17:00. Is that right?"]);
        (await HearAsync("no, Monday")).ShouldBe(["I heard 2026-01-19 17:00. Is that right?"]);
        (await HearAsync("accha, chhe baje")).ShouldBe(["I heard 2026-01-19 18:00. Is that right?"]);
        Record.Callback.ShouldBeNull();
        (await HearAsync("yes, Monday")).ShouldBe(["Until then."]);

        Record.Callback.ShouldBe(new CallbackRequest(At("2026-01-19T18:00+05:30"), "the price, Asha"));
        Record.Callback!.At.Offset.ShouldBe(TimeSpan.FromHours(5.5));
        Record.Fields.ShouldBe([new("at", "2026-01-19 18:00")]);
    }

    [Theory]
    [InlineData("yes, eight")]
    [InlineData("yes, in the evening")]
    [InlineData("haan, kal")]
    public async Task Who_agrees_may_name_less_than_was_read_back(string answer)
    {
        await BeginAsync(When, Agreed, Bye);
        (await HearAsync("tomorrow evening at eight")).ShouldBe(["I heard 2026-01-16 20:00. Is that right?"]);

        (await HearAsync(answer)).ShouldBe(["Until then."]);
    }

    [Theory]
    [InlineData(120, null, 0, "2026-01-15T13:30+05:30")]
    [InlineData(null, "10:00", 1, "2026-01-16T10:00+05:30")]
    [InlineData(null, "18:00", 0, "2026-01-15T18:00+05:30")]
    [InlineData(null, "10:00", 0, "2026-01-16T10:00+05:30")]
    public async Task A_written_moment_is_by_the_person_s_clock(int? inMinutes, string? time, int days, string at)
    {
        await BeginAsync(
            new FlowStep { Name = "ask", Say = "Busy?", Listen = new FlowListen { Yes = "later", No = "bye" } },
            Bye with { Name = "later", Callback = new FlowCallback { InMinutes = inMinutes, Time = time, Days = days } },
            Bye);

        await HearAsync("yes");

        Record.Callback.ShouldBe(new CallbackRequest(At(at), null));
    }

    [Fact]
    public async Task A_call_back_that_nobody_heard_the_reply_to_never_was_and_a_later_one_takes_the_place_of_an_earlier_one()
    {
        await BeginAsync(
            new FlowStep { Name = "ask", Say = "Busy?", Listen = new FlowListen { Yes = "soon", No = "later" } },
            new FlowStep { Name = "soon", Callback = new FlowCallback { InMinutes = 10 }, Say = "Soon, then?", Listen = new FlowListen { Yes = "bye", No = "later" } },
            Bye with { Name = "later", Callback = new FlowCallback { InMinutes = 60 } },
            Bye);

        await HearAsync("yes");
        _mind!.Retract();
        Record.Callback.ShouldBeNull();

        await HearAsync("yes");
        Record.Callback!.At.ShouldBe(At("2026-01-15T11:40+05:30"));
        await HearAsync("no");
        Record.Callback!.At.ShouldBe(At("2026-01-15T12:30+05:30"));
    }

    [Fact]
    public async Task Who_asks_never_to_be_called_again_is_led_there_from_a_sub_flow_and_while_a_value_is_read_back()
    {
        await BeginAsync(
            new Flow
            {
                OptOutGoTo = "gone",
                Steps = [new FlowStep { Name = "first", Call = "time", Next = "bye" }, Gone, Bye],
                Flows = new Dictionary<string, SubFlow> { ["time"] = new() { Steps = [When with { Next = "back", Listen = When.Listen! with { GiveUp = "back" } }, new FlowStep { Name = "back", Return = true }] } },
            });
        await HearAsync("tomorrow at four");

        (await HearAsync("no, do not call me again")).ShouldBe(["Understood."]);

        Record.OptedOut.ShouldBeTrue();
    }

    [Theory]
    [InlineData("do not call me again, I said", "Understood.", true)]
    [InlineData("yes", "Understood.", true)]
    [InlineData("no", "Goodbye.", false)]
    public async Task The_step_that_it_leads_to_may_ask_whether_it_is_meant(string answer, string said, bool optedOut)
    {
        await BeginAsync(new Flow
        {
            OptOutGoTo = "sure",
            Steps =
            [
                new FlowStep { Name = "ask", Say = "What is it?", Listen = new FlowListen { Slot = new FlowSlot("what") }, Next = "bye" },
                new FlowStep { Name = "sure", Say = "Never again?", Listen = new FlowListen { Yes = "gone", No = "bye" } },
                Gone,
                Bye,
            ],
        });

        (await HearAsync("stop calling me")).ShouldBe(["Never again?"]);
        Record.OptedOut.ShouldBeFalse();

        (await HearAsync(answer)).ShouldBe([said]);
        Record.OptedOut.ShouldBe(optedOut);
    }

    [Fact]
    public async Task A_flow_that_does_not_say_where_it_leads_takes_such_words_as_any_others()
    {
        await BeginAsync(WithOptOut(null));

        (await HearAsync("stop calling me")).ShouldBe(["Goodbye."]);

        (Record.OptedOut, _told).ShouldBe((false, 0));
    }

    [Fact]
    public async Task Who_cannot_be_called_back_is_led_elsewhere_and_promised_nothing()
    {
        Flow flow = new() { Steps = [When, Agreed with { Callback = Agreed.Callback! with { GiveUp = "bye" } }, Bye] };
        await BeginAsync(new AgentDefinition { Flow = flow }.WithoutCallbacks().Flow!);

        await HearAsync("tomorrow at four");
        (await HearAsync("yes")).ShouldBe(["Goodbye."]);

        Record.Callback.ShouldBeNull();
    }

    /// <summary>It keeps whatever is said.</summary>
    private static Flow WithOptOut(string? goTo) => new()
    {
        OptOutGoTo = goTo,
        Steps = [new FlowStep { Name = "what", Say = "What is it?", Listen = new FlowListen { Slot = new FlowSlot("what") }, Next = "bye" }, Gone, Bye],
    };

    private Task<string[]> BeginAsync(params FlowStep[] steps) => BeginAsync(new Flow { Steps = steps });

    private Task<string[]> BeginAsync(Flow flow)
    {
        var agent = new AgentDefinition { Flow = flow };
        var texts = new AgentTexts(agent, new Dictionary<string, string> { ["name"] = "Asha" });
        var clock = new PersonClock(new FakeTime(), [TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata")]);
        _mind = new FlowMind(new FlowEngine(agent, texts, clock), texts, agent, null, () => _told++);
        return TurnAsync(new PersonTurn(PersonTurnKind.Answered));
    }

    private Task<string[]> HearAsync(string words) => TurnAsync(new PersonTurn(PersonTurnKind.Words, words));

    private async Task<string[]> TurnAsync(PersonTurn turn)
    {
        var said = new List<string>();
        await foreach (Reply reply in _mind!.ReplyAsync(turn, CancellationToken.None))
        {
            if (reply is Reply.Say say)
                said.Add(say.Text);
            _awaited = (reply as Reply.Listen)?.Awaited ?? _awaited;
        }

        return [.. said];
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text);
}
