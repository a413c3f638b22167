using Futwork.Realtime.Conversation.Redaction;
using Futwork.Realtime.Turns;

namespace Futwork.Tests.Realtime.Conversation.Redaction;

/// <summary>What is kept of turns that follow one another, the later ones correcting the earlier ones.</summary>
public sealed class DiscretionTests
{
    private static readonly string[] All = [.. Redactor.Kinds];

    [Theory]
    [InlineData("4111 1111|1111 1111", "[payment card]|[payment card]")]
    [InlineData("it is 4111|1111|1111 and|1111 okay", "it is [payment card]|[payment card]|[payment card]|[payment card] okay")]
    [InlineData("four one one one|one second please|one one one one one one one one|one one one one", "[payment card]|one second please|[payment card]|[payment card]")]
    [InlineData("four|one one one one one|one one one one one one one one one one", "[payment card]|[payment card]|[payment card]")]
    [InlineData("2341 2341|2346", "[aadhaar]|[aadhaar]")]
    [InlineData("a b c p e|one two three four f", "[pan]|[pan]")]
    [InlineData("98765|43210", "[phone]|[phone]")]
    [InlineData("4111 1111|1111 1112", "4111 1111|1111 1112")]
    [InlineData("4111 1111 is the order|1111 1111", "4111 1111 is the order|1111 1111")]
    [InlineData("my pin is 560001|i am 42", "my pin is 560001|i am 42")]
    public void A_number_that_goes_on_in_another_turn_is_masked_in_all_of_them(string turns, string kept) =>
        string.Join('|', Keep(new Redactor(All), 5, turns.Split('|'))).ShouldBe(kept);

    [Fact]
    public void A_number_of_a_kind_that_may_be_known_stays_however_it_is_split() =>
        Keep(new Redactor(["payment-card", "aadhaar"]), 5, "98765", "43210", "560001").ShouldBe(["98765", "43210", "560001"]);

    [Fact]
    public void Digits_of_two_minutes_ago_are_no_beginning() =>
        Keep(new Redactor(All), 121, "4111 1111", "1111 1111").ShouldBe(["4111 1111", "1111 1111"]);

    [Fact]
    public void A_value_that_was_asked_for_and_is_complete_stands_for_itself()
    {
        var discretion = new Discretion(new Redactor(All));
        var whole = new EndOfTurn(1, TurnCue.ValueComplete, TimeSpan.Zero);

        discretion.Take(Turn(0, "600512") with { Decision = whole });

        discretion.Take(Turn(5, "3456") with { Decision = whole }).ShouldHaveSingleItem().Turn.Text.ShouldBe("3456");
        discretion.Take(Turn(10, "98765")).ShouldHaveSingleItem().Turn.Text.ShouldBe("98765");
        discretion.Take(Turn(15, "9876543210") with { Decision = whole }).ShouldHaveSingleItem().Turn.Text.ShouldBe("[phone]");
    }

    [Fact]
    public void A_turn_that_gets_its_last_words_late_counts_once()
    {
        var discretion = new Discretion(new Redactor(All));
        discretion.Take(Turn(0, "4111"));

        discretion.Take(Turn(0, "4111 1111"));

        discretion.Take(Turn(5, "1111 1111")).Select(d => (d.Before, d.Turn.Text)).ShouldBe([("4111 1111", "[payment card]"), (null, "[payment card]")]);
    }

    [Fact]
    public void Words_that_may_go_on_are_masked_from_the_seventh_digit_on()
    {
        var discretion = new Discretion(new Redactor(["payment-card"]));
        discretion.Take(Turn(0, "4111 1"));

        discretion.Preview("it is 4111", isFinal: false).ShouldBe("it is 4111");
        discretion.Preview("1111 11", isFinal: false).ShouldBe("[number]");
        discretion.Preview("1111 11", isFinal: true).ShouldBe("1111 11");
        discretion.Preview("11 111 1111 11", isFinal: true).ShouldBe("[payment card]");
    }

    /// <summary>What is left of turns that begin so many seconds after one another.</summary>
    private static string[] Keep(Redactor redactor, int seconds, params string[] turns)
    {
        var discretion = new Discretion(redactor);
        var kept = new SortedDictionary<TimeSpan, string>();
        foreach ((int i, string turn) in turns.Index())
        {
            foreach (Disclosure disclosed in discretion.Take(Turn(i * seconds, turn)))
                kept[disclosed.Turn.Start] = disclosed.Turn.Text;
        }

        return [.. kept.Values];
    }

    private static TurnVerdict Turn(int second, string text) => new(TurnContent.Words, text, TimeSpan.FromSeconds(second), TimeSpan.FromSeconds(second));
}
