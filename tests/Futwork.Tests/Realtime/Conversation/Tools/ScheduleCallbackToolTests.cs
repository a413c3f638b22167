using Futwork.Realtime.Conversation;
using Futwork.Tests.Realtime.Conversation.Minds;

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

    private static TalkRig Rig(string when)
    {
        var rig = new TalkRig($$"""|schedule_callback({"when":"{{when}}","note":"prices"})""", "All right.");
        rig.Tools.Add(new ToolSettings { Type = "schedule_callback" });
        return rig;
    }
}
