using System.Globalization;
using Futwork.Realtime.Understanding;

namespace Futwork.Tests.Realtime.Understanding;

public sealed class SpokenDateTests
{
    private static readonly DateOnly Thursday = new(2026, 1, 15);

    [Theory]
    [InlineData("today please", "2026-01-15")]
    [InlineData("tomorrow", "2026-01-16")]
    [InlineData("day after tomorrow", "2026-01-17")]
    [InlineData("kal", "2026-01-16")]
    [InlineData("parson", "2026-01-17")]
    [InlineData("next Monday", "2026-01-19")]
    [InlineData("on Thursday", "2026-01-22")]
    [InlineData("this weekend", "2026-01-17")]
    [InlineData("next week", "2026-01-22")]
    [InlineData("next month", "2026-02-15")]
    [InlineData("in three days", "2026-01-18")]
    [InlineData("after two weeks", "2026-01-29")]
    [InlineData("a week from now", "2026-01-22")]
    [InlineData("month end", "2026-01-31")]
    [InlineData("fifth of March", "2026-03-05")]
    [InlineData("the twenty first of March", "2026-03-21")]
    [InlineData("March 5th", "2026-03-05")]
    [InlineData("March the fifth", "2026-03-05")]
    [InlineData("5 march 2027", "2027-03-05")]
    [InlineData("fifth march twenty twenty seven", "2027-03-05")]
    [InlineData("fifth of march two thousand twenty seven", "2027-03-05")]
    [InlineData("fifth of march two thousand and twenty seven", "2027-03-05")]
    [InlineData("fifth march twenty thirty", "2030-03-05")]
    [InlineData("tenth of January", "2027-01-10")]
    [InlineData("twenty ninth of february two thousand twenty eight", "2028-02-29")]
    [InlineData("on the twenty first", "2026-01-21")]
    [InlineData("10th", "2026-02-10")]
    [InlineData("the thirty first", "2026-01-31")]
    [InlineData("5/3/2026", "2026-03-05")]
    [InlineData("2026-03-05", "2026-03-05")]
    [InlineData("aug 3", "2026-08-03")]
    [InlineData("fifth", "2026-02-05")]
    [InlineData("somwar ko", "2026-01-19")]
    [InlineData("रविवार को", "2026-01-18")]
    [InlineData("दो दिन बाद", "2026-01-17")]
    [InlineData("एक हफ्ते बाद", "2026-01-22")]
    [InlineData("तीन महीने बाद", "2026-04-15")]
    [InlineData("ek hafta", "2026-01-22")]
    [InlineData("ek mahina", "2026-02-15")]
    public void Reads_the_day_meant(string text, string day) =>
        SpokenDate.Read(Words.Split(text), Thursday).ShouldBe(DateOnly.Parse(day, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("I do not know")]
    [InlineData("thirtieth of february")]
    [InlineData("two lakh")]
    [InlineData("first thing in the morning")]
    [InlineData("five")]
    [InlineData("")]
    public void Finds_no_day_where_there_is_none(string text) => SpokenDate.Read(Words.Split(text), Thursday).ShouldBeNull();
}
