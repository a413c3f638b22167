using System.Text.Json;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Conversation.Minds;

namespace Futwork.Tests.Realtime.Conversation.Minds;

public sealed class FlowConditionsTests
{
    private static readonly Dictionary<string, string> Known = new()
    {
        ["budget"] = "500000",
        ["day"] = "2026-11-24",
        ["time"] = "17:30",
        ["plan"] = "Gold Plus",
        ["agreed"] = "true",
        ["empty"] = "",
        ["now_date"] = "2026-11-22",
    };

    [Theory]
    [InlineData("budget", "equals", "500000", true)]
    [InlineData("budget", "equals", "\"5,00,000\"", true)]
    [InlineData("budget", "equals", "500000.0", true)]
    [InlineData("budget", "not", "500000", false)]
    [InlineData("budget", "greater", "99999", true)]
    [InlineData("budget", "greater", "500000", false)]
    [InlineData("budget", "less", "1000000", true)]
    [InlineData("budget", "less", "\"many\"", false)]
    [InlineData("plan", "equals", "\"gold plus\"", true)]
    [InlineData("plan", "contains", "\"GOLD\"", true)]
    [InlineData("plan", "contains", "\"silver\"", false)]
    [InlineData("plan", "greater", "5", false)]
    [InlineData("plan", "in", "[\"silver\", \"gold plus\"]", true)]
    [InlineData("budget", "in", "[1, 500000]", true)]
    [InlineData("budget", "in", "[1, 2]", false)]
    [InlineData("agreed", "equals", "true", true)]
    [InlineData("agreed", "not", "true", false)]
    [InlineData("day", "before", "\"2026-12-01\"", true)]
    [InlineData("day", "after", "\"{{now_date}}\"", true)]
    [InlineData("day", "after", "\"2026-11-24\"", false)]
    [InlineData("day", "equals", "\"2026-11-24\"", true)]
    [InlineData("time", "before", "\"18:00\"", true)]
    [InlineData("time", "after", "\"09:00\"", true)]
    [InlineData("budget", "exists", null, true)]
    [InlineData("nobody", "exists", null, false)]
    [InlineData("empty", "exists", null, false)]
    [InlineData("nobody", "missing", null, true)]
    [InlineData("nobody", "equals", "\"\"", false)]
    [InlineData("nobody", "not", "\"x\"", true)]
    [InlineData("nobody", "less", "5", false)]
    public void Values_are_compared_as_what_they_are(string field, string op, string? value, bool holds) => Holds(If(field, op, value)).ShouldBe(holds);

    [Fact]
    public void All_and_any_stand_in_each_other()
    {
        FlowCondition rich = If("budget", "greater", "100"), gold = If("plan", "equals", "\"gold\""), agreed = If("agreed", "equals", "true");

        Holds(new FlowCondition { All = [rich, gold] }).ShouldBeFalse();
        Holds(new FlowCondition { Any = [gold, rich] }).ShouldBeTrue();
        Holds(new FlowCondition { All = [agreed, new FlowCondition { Any = [gold, rich] }] }).ShouldBeTrue();
    }

    private static FlowCondition If(string field, string op, string? value) =>
        new() { Field = field, Op = op, Value = value is null ? null : JsonElement.Parse(value) };

    private static bool Holds(FlowCondition condition) =>
        FlowConditions.Holds(condition, name => Known.GetValueOrDefault(name), text => Template.Fill(text, Known));
}
