using Futwork.Realtime.Turns;

namespace Futwork.Tests.Realtime.Turns;

/// <summary>An answer by keys is complete with four of them, at #, or two seconds after the last.</summary>
public sealed class KeyBufferTests
{
    private readonly KeyBuffer _keys = new(new TurnPolicy());
    private readonly Awaited _four = Awaited.Anything with { AreKeysEnough = keys => keys.Length == 4 };

    [Theory]
    [InlineData("4110", 500)]
    [InlineData("4110", 2000)]
    [InlineData("41", 500)]
    public void A_terminator_behind_an_answer_that_was_complete_without_it_is_none_of_its_own(string keys, int later)
    {
        TimeSpan taken = Type(keys);

        _keys.Press('#', taken + Ms(later)).ShouldBeFalse();
        _keys.Due.ShouldBeNull();
    }

    [Theory]
    [InlineData("4110", 2001)]
    [InlineData("41#", 500)]
    [InlineData("", 500)]
    public void Any_other_terminator_is_an_answer(string keys, int later)
    {
        TimeSpan at = Type(keys) + Ms(later);

        _keys.Press('#', at).ShouldBeTrue();
        _keys.Take(_four, at).ShouldBe("#");
    }

    [Fact]
    public void It_is_pressed_by_habit_once_and_right_behind_the_answer()
    {
        TimeSpan taken = Type("4110");

        _keys.Press('#', taken).ShouldBeFalse();
        _keys.Press('#', taken).ShouldBeTrue();
        _keys.Take(_four, taken).ShouldBe("#");
        taken = Type("4110");
        _keys.Press('1', taken).ShouldBeTrue();
        _keys.Press('#', taken).ShouldBeTrue();
        _keys.Take(_four, taken).ShouldBe("1#");
    }

    /// <summary>Presses keys at once.</summary>
    /// <returns>When they were taken as an answer.</returns>
    private TimeSpan Type(string keys)
    {
        foreach (char key in keys)
            _keys.Press(key, Ms(0)).ShouldBeTrue();
        TimeSpan taken = keys.Length == 2 ? Ms(2000) : Ms(0);
        _keys.Take(_four, taken).ShouldBe(keys.Length > 0 ? keys : null);
        return taken;
    }

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
