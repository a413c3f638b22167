using Futwork.Benchmarks.Kill;

namespace Futwork.Tests.Benchmarks.Kill;

/// <summary>The judge of the kill bench finds each fault that it is there to find.</summary>
public sealed class KillCheckerTests
{
    private const string Node = "127.0.0.11";
    private static readonly DateTimeOffset Start = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    private static readonly Pushed Lead = new("6000000000", "lead");
    private readonly List<LineCall> _calls = [];
    private readonly List<Post> _posts = [];

    [Fact]
    public void One_call_and_its_outcome_is_as_it_should_be()
    {
        Ring("a", 0, 486);
        Tell("a", "busy", 1);

        var checker = Checker();

        (checker.Stranded().Count, checker.RungTwice().Count, checker.LostOutcomes().Count).ShouldBe((0, 0, 0));
        checker.AllSettledAt().ShouldBe(Start.AddSeconds(1));
    }

    [Fact]
    public void The_same_webhook_twice_is_no_fault()
    {
        Ring("a", 0, 486);
        Tell("a", "busy", 1);
        _posts.Add(_posts[0] with { At = Start.AddSeconds(20) });

        Checker().LostOutcomes().ShouldBeEmpty();
    }

    [Fact]
    public void A_lead_of_which_nothing_was_told_is_stranded_and_so_is_one_that_was_interrupted_last()
    {
        Checker().Stranded().ShouldHaveSingleItem();
        Tell("a", "failed", 1, "Platform stopped");

        Checker().Stranded().ShouldHaveSingleItem();
        Checker().AllSettledAt().ShouldBeNull();
    }

    [Theory]
    [InlineData("canceled", "Withdrawn before the dial")]
    [InlineData("failed", "Platform error")]
    public void A_call_that_was_not_made_is_no_last_word(string status, string reason)
    {
        Tell("a", status, 1, reason);
        Checker().Stranded().ShouldHaveSingleItem();
        Ring("b", 5, 486);
        Tell("b", "busy", 9);

        Checker().AllSettledAt().ShouldBe(Start.AddSeconds(9));
    }

    [Fact]
    public void A_second_ring_for_one_attempt_is_found()
    {
        Ring("a", 0, 486);
        Ring("a", 5, 486);
        Tell("a", "busy", 9);

        Checker().RungTwice().ShouldHaveSingleItem();
    }

    [Fact]
    public void Two_attempts_at_once_are_found()
    {
        Ring("a", 0, 486, seconds: 4);
        Ring("b", 2, 486);
        Tell("a", "failed", 9, "Platform stopped");
        Tell("b", "busy", 9);

        Checker().RungTwice().ShouldHaveSingleItem().ShouldContain("b rang while a");
    }

    [Fact]
    public void A_ring_after_the_attempt_was_over_is_found()
    {
        Tell("a", "failed", 1, "Platform stopped");
        Ring("a", 2, 486);

        Checker().RungTwice().ShouldHaveSingleItem().ShouldContain("after its end");
    }

    [Fact]
    public void An_end_that_was_never_told_is_found()
    {
        Ring("a", 0, 486);
        Ring("b", 5, 486);
        Tell("b", "busy", 9);

        Checker().LostOutcomes().ShouldHaveSingleItem().ShouldContain("attempt a");
    }

    [Fact]
    public void An_end_told_under_two_ids_is_found()
    {
        Ring("a", 0, 486);
        Tell("a", "busy", 1);
        Tell("a", "busy", 2);

        Checker().LostOutcomes().ShouldHaveSingleItem().ShouldContain("two ids");
    }

    [Fact]
    public void Two_ends_of_one_attempt_are_found_and_so_is_one_that_the_line_knows_otherwise()
    {
        Ring("a", 0, 486);
        Tell("a", "busy", 1);
        Tell("a", "failed", 2, "Platform stopped");
        Checker().LostOutcomes().ShouldHaveSingleItem().ShouldContain("two ways");
        _posts.Clear();
        Tell("a", "no-answer", 1);

        Checker().LostOutcomes().ShouldHaveSingleItem().ShouldContain("was busy on the line");
    }

    [Fact]
    public void A_place_is_held_from_the_end_of_the_lease_to_the_writing_of_the_end_and_an_outage_begins_the_lease_anew()
    {
        Ring("a", 0, null);
        Tell("a", "failed", 12, "Platform stopped");
        var lease = TimeSpan.FromSeconds(5);
        Blow[] blows = [new(Node, Start.AddSeconds(1)), new("127.0.0.12", Start)];

        Shift[] always = [new(Start, Start.AddMinutes(1))];
        TimeSpan Held(Outage[] outages, Shift[] shifts) => Checker().Leaks(blows, outages, shifts, lease).ShouldHaveSingleItem().Held;

        Held([], always).ShouldBe(TimeSpan.FromSeconds(6));
        Held([new(Start.AddSeconds(2), Start.AddSeconds(4))], always).ShouldBe(TimeSpan.FromSeconds(3));
        // Who is there for a moment only is not held to it; who comes at the fifth second is, from the tenth on.
        Held([], [new(Start.AddSeconds(3), Start.AddSeconds(9)), new(Start.AddSeconds(5), Start.AddMinutes(1))]).ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void A_call_that_a_node_gave_up_in_the_time_it_had_when_it_was_told_to_stop_is_found()
    {
        Ring("a", 0, null, seconds: 8);
        Tell("a", "failed", 8, "Platform stopped");
        var stop = new Blow(Node, Start.AddSeconds(9)) { ToldAt = Start.AddSeconds(2) };
        List<string> GivenUp(Blow blow, params Outage[] outages) => Checker().GivenUp([blow], outages, TimeSpan.FromSeconds(30));

        GivenUp(stop).ShouldHaveSingleItem().ShouldContain("attempt a was given up 6.0 s after its node was told to stop");
        GivenUp(stop with { ToldAt = null }).ShouldBeEmpty("it was killed");
        GivenUp(stop with { ToldAt = Start.AddSeconds(-25) }).ShouldBeEmpty("its time was over");
        GivenUp(stop, new Outage(Start.AddSeconds(3), Start.AddSeconds(4))).ShouldBeEmpty("the database was away");
        _posts.Clear();
        Tell("a", "completed", 8);
        GivenUp(stop).ShouldBeEmpty("it came to its end");
    }

    private KillChecker Checker() => new(_calls, _posts, [Lead]);

    private void Ring(string callSid, double at, int? refused, double seconds = 1) => _calls.Add(
        new LineCall(callSid, callSid, Lead.Number, Node, Start.AddSeconds(at)) { EndedAt = Start.AddSeconds(at + seconds), Refused = refused });

    private void Tell(string callSid, string status, double at, string reason = "")
    {
        var written = Start.AddSeconds(at);
        _posts.Add(new Post($"{written.ToUnixTimeMilliseconds():x12}{_posts.Count:x12}", callSid, Lead.LeadId, Lead.Number, status, reason, written, $"{callSid} {status}", null));
    }
}
