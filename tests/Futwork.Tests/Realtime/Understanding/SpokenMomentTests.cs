using System.Globalization;
using Futwork.Realtime.Understanding;

namespace Futwork.Tests.Realtime.Understanding;

public sealed class SpokenMomentTests
{
    /// <summary>A Thursday, half past eleven.</summary>
    private static readonly DateTime Now = new(2026, 1, 15, 11, 30, 20);

    [Theory]
    [InlineData("tomorrow at four", "2026-01-16 16:00")]
    [InlineData("tomorrow four", "2026-01-16 16:00")]
    [InlineData("Monday morning", "2026-01-19 10:00")]
    [InlineData("tomorrow evening at half past six", "2026-01-16 18:30")]
    [InlineData("call me on Monday around ten", "2026-01-19 10:00")]
    [InlineData("the fifth of March at eleven", "2026-03-05 11:00")]
    [InlineData("noon tomorrow", "2026-01-16 12:00")]
    [InlineData("day after tomorrow at 4.30 pm", "2026-01-17 16:30")]
    [InlineData("tomorrow at nine a.m.", "2026-01-16 09:00")]
    [InlineData("tomorrow at nine in the evening", "2026-01-16 21:00")]
    [InlineData("tonight", "2026-01-15 20:00")]
    [InlineData("tomorrow", "2026-01-16 11:30")]
    [InlineData("after two weeks", "2026-01-29 11:30")]
    [InlineData("in two days at five", "2026-01-17 17:00")]
    [InlineData("kal shaam paanch baje", "2026-01-16 17:00")]
    [InlineData("kal subah das baje", "2026-01-16 10:00")]
    [InlineData("कल शाम पाँच बजे", "2026-01-16 17:00")]
    [InlineData("somwar ko chaar baje", "2026-01-19 16:00")]
    [InlineData("सोमवार को चार बजे", "2026-01-19 16:00")]
    [InlineData("दो दिन बाद शाम को", "2026-01-17 18:00")]
    [InlineData("on the twentieth at four", "2026-01-20 16:00")]
    [InlineData("10th at four", "2026-02-10 16:00")]
    [InlineData("पाँच मार्च को चार बजे", "2026-03-05 16:00")]
    [InlineData("paanch tarikh ko chaar baje", "2026-02-05 16:00")]
    [InlineData("paanch tarikh ko", "2026-02-05 11:30")]
    [InlineData("मंडे को चार बजे", "2026-01-19 16:00")]
    [InlineData("aaj nahi, kal chaar baje", "2026-01-16 16:00")]
    [InlineData("not Monday, Tuesday at four", "2026-01-20 16:00")]
    public void Reads_the_day_and_the_time_meant(string text, string at) => Read(text).ShouldBe(At(at));

    [Theory]
    [InlineData("at four", "2026-01-15 16:00")]
    [InlineData("at ten", "2026-01-16 10:00")]
    [InlineData("at eight", "2026-01-15 20:00")]
    [InlineData("12:45", "2026-01-15 12:45")]
    [InlineData("16:30", "2026-01-15 16:30")]
    [InlineData("five thirty pm", "2026-01-15 17:30")]
    [InlineData("five o'clock", "2026-01-15 17:00")]
    [InlineData("quarter to six", "2026-01-15 17:45")]
    [InlineData("ten past one", "2026-01-15 13:10")]
    [InlineData("between two and four", "2026-01-15 14:00")]
    [InlineData("in the evening", "2026-01-15 18:00")]
    [InlineData("in the morning", "2026-01-16 10:00")]
    [InlineData("good morning, call me at six", "2026-01-15 18:00")]
    [InlineData("one second, call me at six", "2026-01-15 18:00")]
    [InlineData("first thing in the morning", "2026-01-16 10:00")]
    [InlineData("not in the morning, in the evening", "2026-01-15 18:00")]
    [InlineData("do not call me in the morning, call in the evening", "2026-01-15 18:00")]
    [InlineData("subah nahi, shaam ko", "2026-01-15 18:00")]
    [InlineData("call me before six", "2026-01-15 17:30")]
    [InlineData("chhe baje se pehle", "2026-01-15 17:30")]
    [InlineData("sadhe paanch baje", "2026-01-15 17:30")]
    [InlineData("paune chhe baje", "2026-01-15 17:45")]
    [InlineData("dedh baje", "2026-01-15 13:30")]
    [InlineData("do baje", "2026-01-15 14:00")]
    public void A_time_without_a_day_is_the_next_at_which_people_are_awake(string text, string at) => Read(text).ShouldBe(At(at));

    [Theory]
    [InlineData("in two hours", "2026-01-15 13:30")]
    [InlineData("two hours", "2026-01-15 13:30")]
    [InlineData("after half an hour", "2026-01-15 12:00")]
    [InlineData("in forty five minutes", "2026-01-15 12:15")]
    [InlineData("in one and a half hours", "2026-01-15 13:00")]
    [InlineData("an hour and a half from now", "2026-01-15 13:00")]
    [InlineData("in a couple of hours", "2026-01-15 13:30")]
    [InlineData("ek ghante baad", "2026-01-15 12:30")]
    [InlineData("aadhe ghante mein", "2026-01-15 12:00")]
    [InlineData("dedh ghante baad", "2026-01-15 13:00")]
    [InlineData("do ghante ke baad", "2026-01-15 13:30")]
    [InlineData("एक घंटे बाद", "2026-01-15 12:30")]
    [InlineData("do ghante me", "2026-01-15 13:30")]
    [InlineData("in about ten minutes", "2026-01-15 11:40")]
    [InlineData("char ghanton", "2026-01-15 15:30")]
    [InlineData("चार घंटों", "2026-01-15 15:30")]
    [InlineData("चार घण्टे", "2026-01-15 15:30")]
    [InlineData("in one hour thirty minutes", "2026-01-15 13:00")]
    [InlineData("one hour and fifteen minutes from now", "2026-01-15 12:45")]
    [InlineData("ek ghanta tees minute baad", "2026-01-15 13:00")]
    [InlineData("one hour thirty minutes", "2026-01-15 13:00")]
    public void Reads_how_long_from_now(string text, string at) => Read(text).ShouldBe(At(at));

    [Theory]
    [InlineData("busy for an hour, call me tomorrow at four", "2026-01-16 16:00")]
    [InlineData("I am in office for an hour, call me at six", "2026-01-15 18:00")]
    [InlineData("give me two minutes, call me at six", "2026-01-15 18:00")]
    public void How_long_they_are_busy_is_not_when_they_are_called(string text, string at) => Read(text).ShouldBe(At(at));

    [Theory]
    [InlineData("")]
    [InlineData("I do not know")]
    [InlineData("later today")]
    [InlineData("not now")]
    [InlineData("that one")]
    [InlineData("two minutes")]
    [InlineData("चार मिनिट")]
    [InlineData("two three hours")]
    [InlineData("few hours")]
    [InlineData("yesterday at four")]
    [InlineData("today at ten")]
    [InlineData("tomorrow morning at two")]
    [InlineData("in three months")]
    [InlineData("after three people")]
    [InlineData("in the second half")]
    [InlineData("not in the morning")]
    public void Finds_none_where_there_is_none_or_it_has_passed_or_is_too_far_away(string text) => Read(text).ShouldBeNull();

    [Fact]
    public void A_quarter_before_hour_0_is_no_time_of_the_day() => Should.NotThrow(() => Read("paune 0 baje"));

    private static DateTime? Read(string text) => SpokenMoment.Read(Words.Split(text), Now);

    private static DateTime At(string text) => DateTime.ParseExact(text, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
