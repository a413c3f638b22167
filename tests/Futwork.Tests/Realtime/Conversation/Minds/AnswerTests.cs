using Futwork.Realtime.Conversation;
using Futwork.Realtime.Conversation.Minds;
using Futwork.Tests.Support;
using Answer = Futwork.Realtime.Conversation.Minds.Answer;

namespace Futwork.Tests.Realtime.Conversation.Minds;

public sealed class AnswerTests
{
    /// <summary>A Thursday, half past eleven.</summary>
    private static readonly PersonClock Clock = PersonClock.For(new FakeTime(), new Dictionary<string, string> { [SystemVariables.TimeZone] = "Asia/Kolkata" }, []);

    private static readonly FlowListen Offer = new()
    {
        Choices =
        [
            new FlowChoice(["interested", "tell me more"], "pitch", "1"),
            new FlowChoice(["call later", "busy"], "later", "2"),
            new FlowChoice(["very interested"], "hot"),
        ],
        Yes = "pitch",
        No = "bye",
    };

    [Theory]
    [InlineData("I'm interested!", "pitch")]
    [InlineData("I am very interested", "hot")]
    [InlineData("I am not interested", "bye")]
    [InlineData("interested nahi hoon", "bye")]
    [InlineData("can you call me later", "later")]
    [InlineData("no, call me later please", "later")]
    [InlineData("yes", "pitch")]
    [InlineData("haan ji", "pitch")]
    [InlineData("no thank you", "bye")]
    public void Choices_win_over_yes_and_no_and_the_longest_phrase_wins(string text, string step) =>
        Answer.Read(text, Offer, Clock).ShouldBe(new Meaning.GoTo(step));

    [Theory]
    [InlineData("what")]
    [InlineData("Sorry?")]
    [InlineData("could you repeat that please")]
    [InlineData("hello hello")]
    [InlineData("I can't hear you")]
    [InlineData("phir se boliyega")]
    [InlineData("sunai nahi de raha")]
    [InlineData("आपकी आवाज़ नहीं आ रही")]
    public void Asks_to_hear_it_again(string text) => Answer.Read(text, Offer, Clock).ShouldBeOfType<Meaning.Repeat>();

    [Theory]
    [InlineData("the weather is nice")]
    [InlineData("")]
    [InlineData("not sure")]
    public void Matches_nothing(string text) => Answer.Read(text, Offer, Clock).ShouldBeOfType<Meaning.Nothing>();

    [Fact]
    public void A_slot_takes_what_no_choice_took()
    {
        var listen = new FlowListen { No = "bye", Slot = new FlowSlot("visit_date", "date", "confirm") };

        Answer.Read("maybe next monday", listen, Clock).ShouldBe(new Meaning.GoTo("confirm", "visit_date", "2026-01-19"));
        Answer.Read("no I cannot", listen, Clock).ShouldBe(new Meaning.GoTo("bye"));
        Answer.Read("can you repeat that", listen, Clock).ShouldBeOfType<Meaning.Repeat>();
    }

    [Theory]
    [InlineData("text", "My name is Asha", "My name is Asha")]
    [InlineData("number", "two lakh", "200000")]
    [InlineData("digits", "nine eight double seven", "9877")]
    [InlineData("moment", "tomorrow at four", "2026-01-16 16:00")]
    public void A_slot_keeps_the_value_in_its_normal_form(string type, string said, string kept) =>
        Answer.Read(said, new FlowListen { Slot = new FlowSlot("f", type) }, Clock).ShouldBe(new Meaning.GoTo(null, "f", kept));

    [Theory]
    [InlineData("number", "one minute, please")]
    [InlineData("number", "ek minute")]
    [InlineData("number", "एक मिनट")]
    [InlineData("date", "one second, let me check")]
    [InlineData("date", "let me first see")]
    [InlineData("name", "let me first see")]
    [InlineData("name", "just a moment")]
    [InlineData("moment", "give me two minutes")]
    [InlineData("moment", "one second, let me check")]
    public void Who_asks_for_time_is_asked_again_and_fills_no_slot(string type, string said) =>
        Answer.Read(said, new FlowListen { Slot = new FlowSlot("f", type) }, Clock).ShouldBeOfType<Meaning.Repeat>();

    [Theory]
    [InlineData("date", "on the second", "2026-02-02")]
    [InlineData("number", "two minutes", "2")]
    [InlineData("moment", "in two minutes", "2026-01-15 11:32")]
    [InlineData("moment", "kal phir se call karo", "2026-01-16 11:30")]
    [InlineData("text", "I do not want to wait", "I do not want to wait")]
    [InlineData("name", "Asha Rao please", "Asha Rao")]
    public void What_only_resembles_that_is_an_answer(string type, string said, string kept) =>
        Answer.Read(said, new FlowListen { Slot = new FlowSlot("f", type) }, Clock).ShouldBe(new Meaning.GoTo(null, "f", kept));

    [Theory]
    [InlineData("date", "2026-03-02")]
    [InlineData("moment", "2026-01-16 11:30")]
    public void The_day_that_a_lead_brings_as_today_is_that_of_dates_and_not_of_moments(string type, string kept)
    {
        var variables = new Dictionary<string, string> { [SystemVariables.TimeZone] = "Asia/Kolkata", [SystemVariables.Date] = "2026-03-01" };

        Answer.Read("tomorrow", new FlowListen { Slot = new FlowSlot("f", type) }, PersonClock.For(new FakeTime(), variables, [])).ShouldBe(new Meaning.GoTo(null, "f", kept));
    }

    [Fact]
    public void Too_few_digits_do_not_fill_a_slot_that_counts_them() =>
        Answer.Read("nine eight", new FlowListen { Slot = new FlowSlot("pin", "digits", Digits: 6) }, Clock).ShouldBeOfType<Meaning.Nothing>();

    [Fact]
    public void Keys_choose_and_fill()
    {
        Answer.ReadKeys("2", Offer).ShouldBe(new Meaning.GoTo("later"));
        Answer.ReadKeys("9", Offer).ShouldBeOfType<Meaning.Nothing>();
        Answer.ReadKeys("411001#", new FlowListen { Slot = new FlowSlot("pin", "digits", "ok", 6) }).ShouldBe(new Meaning.GoTo("ok", "pin", "411001"));
        Answer.ReadKeys("411", new FlowListen { Slot = new FlowSlot("pin", "digits", "ok", 6) }).ShouldBeOfType<Meaning.Nothing>();
    }
}
