using Futwork.Realtime.Conversation;
using Futwork.Tests.Realtime.Conversation.Minds;
using Microsoft.Extensions.AI;

namespace Futwork.Tests.Realtime.Conversation.Tools;

/// <summary>On the person's clock, in India, it is Sunday, 22 November 2026, 16:00.</summary>
public sealed class ScheduleCallbackToolTests
{
    [Theory]
    [InlineData("2026-11-24T15:30", "2026-11-24T15:30:00+05:30")]
    [InlineData("2026-11-24 15:30", "2026-11-24T15:30:00+05:30")]
    [InlineData("2026-11-24T15:30:00", "2026-11-24T15:30:00+05:30")]
    [InlineData("2026-11-24T15:30:00.000", "2026-11-24T15:30:00+05:30")]
    [InlineData("2026-11-24T10:00:00Z", "2026-11-24T15:30:00+05:30")]
    [InlineData("2026-11-24T10:00:00.000Z", "2026-11-24T15:30:00+05:30")]
    [InlineData("2026-11-24T10:00-05:00", "2026-11-24T20:30:00+05:30")]
    public void A_time_is_the_persons_own_unless_it_says_otherwise(string when, string at)
    {
        TalkRig rig = Rig(when);

        rig.Replies("call me later");

        rig.Record.Callback.ShouldBe(new CallbackRequest(DateTimeOffset.Parse(at), "prices"));
        rig.Record.Callback!.At.Offset.ShouldBe(TimeSpan.FromHours(5.5));
        rig.Shown(1)[^1].ShouldStartWith("result Noted: they will be called back on Tuesday, 24 November 2026, ");
    }

    [Theory]
    [InlineData("tomorrow at four", "'tomorrow at four' is no date and time; write it like 2026-11-24T15:30.")]
    [InlineData("15:30", "no date and time")]
    [InlineData("2026-11-24", "no date and time")]
    [InlineData("2026-11-22T15:59", "is in the past")]
    [InlineData("2027-01-22T15:59", "more than 60 days away")]
    public void What_is_no_time_to_come_is_refused_and_explained(string when, string why)
    {
        TalkRig rig = Rig(when);

        rig.Replies("call me later");

        rig.Record.Callback.ShouldBeNull();
        rig.Shown(1)[^1].ShouldContain(why);
        rig.Shown(1)[^1].ShouldEndWith("On the person's clock it is now 2026-11-22T16:00, Sunday.");
    }

    /// <summary>They are called from nine to nine, until Wednesday at six.</summary>
    [Theory]
    [InlineData("2026-11-24T22:00", "They may not be called at '2026-11-24T22:00'; the first time after it is Wednesday, 25 November 2026, 09:00.")]
    [InlineData("2026-11-25T08:59", "the first time after it is Wednesday, 25 November 2026, 09:00.")]
    [InlineData("2026-11-25T18:00", "'2026-11-25T18:00' is too late: from Wednesday, 25 November 2026, 18:00 on nobody is called any more.")]
    [InlineData("2026-11-26T10:00", "is too late")]
    public void What_is_known_not_to_be_kept_is_not_promised(string when, string why)
    {
        TalkRig rig = Rig(when);
        rig.Callbacks = Hours;

        rig.Replies("call me later");

        rig.Record.Callback.ShouldBeNull();
        rig.Shown(1)[^1].ShouldContain(why);
        rig.Shown(1)[^1].ShouldEndWith("On the person's clock it is now 2026-11-22T16:00, Sunday.");
    }

    [Fact]
    public void What_can_be_kept_is_promised_and_the_model_knows_until_when_that_is()
    {
        TalkRig rig = Rig("2026-11-25T17:59");
        rig.Callbacks = Hours;

        rig.Replies("call me later");

        rig.Record.Callback!.At.ShouldBe(DateTimeOffset.Parse("2026-11-25T17:59+05:30"));
        AIFunctionDeclaration tool = rig.Model.Options[0]!.Tools!.OfType<AIFunctionDeclaration>().Single(t => t.Name == "schedule_callback");
        tool.JsonSchema.GetProperty("properties").GetProperty("when").GetProperty("description").GetString()!
            .ShouldEndWith("It must be before Wednesday, 25 November 2026, 18:00: from then on nobody is called any more.");
    }

    [Fact]
    public void Where_no_hour_is_in_sight_nothing_is_promised()
    {
        TalkRig rig = Rig("2026-11-24T15:30");
        rig.Callbacks = new CallbackHours(_ => null);

        rig.Replies("call me later");

        rig.Record.Callback.ShouldBeNull();
        rig.Shown(1)[^1].ShouldContain("No time is in sight at which they may be called: promise no call back.");
    }

    [Fact]
    public void Who_cannot_be_called_back_is_not_promised_it()
    {
        var agent = new AgentDefinition { Tools = [new ToolSettings { Type = "schedule_callback" }, new ToolSettings { Type = "opt_out" }] };

        agent.WithoutCallbacks().Tools.Where(tool => tool.Enabled).ShouldHaveSingleItem().Type.ShouldBe("opt_out");
    }

    [Fact]
    public void An_unknown_time_zone_is_that_of_the_node()
    {
        TalkRig rig = Rig("2026-11-24T15:30");
        rig.Variables[SystemVariables.TimeZone] = "Mars/Olympus";

        rig.Replies("call me later");

        rig.Record.Callback!.At.Offset.ShouldBe(rig.Time.LocalTimeZone.GetUtcOffset(rig.Record.Callback.At));
    }

    [Fact]
    public void A_time_is_not_noted_before_it_is_known_whose_clock_it_is_by()
    {
        // In Idaho it is 03:30 or 02:30.
        var rig = new TalkRig(
            """|schedule_callback({"when":"2026-11-24T17:00"})""", "What time is it where you are?",
            """|schedule_callback({"when":"2026-11-24T17:00","timeZone":"Asia/Kolkata"})""", "Sorry?",
            """|schedule_callback({"when":"2026-11-24T17:00","timeZone":"America/Los_Angeles"})""", "All right.");
        rig.Variables.Remove(SystemVariables.TimeZone);
        rig.Clocks.AddRange(["America/Boise", "America/Los_Angeles"]);
        rig.Tools.Add(new ToolSettings { Type = "schedule_callback" });

        rig.Replies("call me on Tuesday at five");
        rig.Record.Callback.ShouldBeNull();
        rig.Replies("it is half past two");
        rig.Record.Callback.ShouldBeNull();
        rig.Replies("at five, I said");

        rig.Record.Callback!.At.ShouldBe(DateTimeOffset.Parse("2026-11-24T17:00:00-08:00"));
        rig.Model.Requests[0][0].Text.ShouldContain("Sunday, 22 November 2026, 03:30 (America/Boise); Sunday, 22 November 2026, 02:30 (America/Los_Angeles). Before you agree on a time");
    }

    [Fact]
    public void Where_one_clock_is_known_it_is_not_asked_for()
    {
        TalkRig rig = Rig("2026-11-24T17:00");
        rig.Variables.Remove(SystemVariables.TimeZone);
        rig.Clocks.Add("America/Denver");

        rig.Replies("call me on Tuesday at five");

        rig.Record.Callback!.At.ShouldBe(DateTimeOffset.Parse("2026-11-24T17:00:00-07:00"));
        rig.Model.Requests[0][0].Text.ShouldContain("Where the person is (America/Denver) it is Sunday, 22 November 2026, 03:30.");
    }

    [Fact]
    public void Who_asks_never_to_be_called_again_is_noted()
    {
        var rig = new TalkRig("|opt_out()", "Understood. Goodbye.|end_call()");
        rig.Tools.Add(new ToolSettings { Type = "opt_out" });
        rig.Record.OptedOut.ShouldBeFalse();

        rig.Replies("never call me again");

        rig.Record.OptedOut.ShouldBeTrue();
        rig.Shown(1)[^1].ShouldBe("result Noted: nobody will call them again. Confirm it, then end the call.");
    }

    private static CallbackHours Hours { get; } = new(at =>
    {
        DateTimeOffset local = at.ToOffset(TimeSpan.FromHours(5.5));
        DateTimeOffset first = local.Hour is >= 9 and < 21 ? local : new(local.Date.AddHours(local.Hour < 9 ? 9 : 24 + 9), local.Offset);
        return first < End ? first : null;
    }, End);

    private static DateTimeOffset End => DateTimeOffset.Parse("2026-11-25T18:00+05:30");

    private static TalkRig Rig(string when)
    {
        var rig = new TalkRig($$"""|schedule_callback({"when":"{{when}}","note":"prices"})""", "All right.");
        rig.Tools.Add(new ToolSettings { Type = "schedule_callback" });
        return rig;
    }
}
