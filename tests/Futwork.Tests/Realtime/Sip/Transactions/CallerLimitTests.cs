using System.Net;
using Futwork.Realtime.Sip.Transactions;

namespace Futwork.Tests.Realtime.Sip.Transactions;

public sealed class CallerLimitTests
{
    private static readonly IPAddress Carrier = IPAddress.Parse("203.0.113.1");

    [Fact]
    public void One_stranger_may_have_only_so_many_calls_open()
    {
        var limit = new CallerLimit();
        Enter(limit, Carrier, CallerLimit.PerStranger);

        limit.TryEnter(Carrier).ShouldBeFalse();
        limit.TryEnter(IPAddress.Parse("203.0.113.2")).ShouldBeTrue();
        limit.Leave(Carrier, answered: false);
        limit.TryEnter(Carrier).ShouldBeTrue();
    }

    [Fact]
    public void Strangers_together_cannot_keep_out_whoever_had_a_call_answered()
    {
        var limit = new CallerLimit();
        Enter(limit, Carrier, 2);
        limit.Leave(Carrier, answered: true);
        for (var i = 0; i < CallerLimit.Strangers; i++) limit.TryEnter(Stranger(i)).ShouldBeTrue();

        limit.TryEnter(Stranger(CallerLimit.Strangers)).ShouldBeFalse();
        Enter(limit, Carrier, CallerLimit.PerKnown - 1);
        limit.TryEnter(Carrier).ShouldBeFalse();
    }

    [Fact]
    public void Strangers_together_cannot_keep_out_whoever_may_call_although_none_of_his_calls_was_answered()
    {
        var limit = new CallerLimit();
        Fill(limit, 0).ShouldBe(CallerLimit.Strangers);

        limit.TryEnter(Carrier).ShouldBeFalse();
        for (var i = 0; i < CallerLimit.PerKnown; i++) limit.TryEnter(Carrier, mayCall: true).ShouldBeTrue();
        limit.TryEnter(Carrier, mayCall: true).ShouldBeFalse();
    }

    [Fact]
    public void Whoever_turns_out_to_be_no_stranger_takes_no_place_of_theirs()
    {
        var limit = new CallerLimit();
        limit.TryEnter(Carrier).ShouldBeTrue();
        limit.TryEnter(Carrier, mayCall: true).ShouldBeTrue();

        Fill(limit, 0).ShouldBe(CallerLimit.Strangers);
        for (var i = 0; i < 2; i++) limit.Leave(Carrier, answered: false);

        Fill(limit, 10_000).ShouldBe(0);
    }

    [Fact]
    public void Everything_that_leaves_makes_room_again()
    {
        var limit = new CallerLimit();
        for (var round = 0; round < 3; round++)
        {
            var first = round * 10_000;
            var entered = Fill(limit, first);
            entered.ShouldBeInRange(CallerLimit.Strangers - round, CallerLimit.Strangers);
            // More callers are answered than are remembered, one with another call still open: who is forgotten is a stranger again.
            for (var i = 0; i < entered; i++) limit.Leave(Stranger(first + i), answered: true);
            limit.TryEnter(Stranger(first)).ShouldBeTrue();
        }

        for (var round = 0; round < 3; round++) limit.Leave(Stranger(round * 10_000), answered: false);
        Fill(limit, 100_000).ShouldBe(CallerLimit.Strangers);
    }

    [Theory]
    [InlineData("2001:db8::1", "2001:db8::ffff:1", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void Addresses_of_one_host_are_one_source(string one, string other, bool same) =>
        CallerLimit.SourceOf(IPAddress.Parse(one)).Equals(CallerLimit.SourceOf(IPAddress.Parse(other))).ShouldBe(same);

    private static IPAddress Stranger(int number) => new(new byte[] { 10, (byte)(number >> 16), (byte)(number >> 8), (byte)number });

    private static int Fill(CallerLimit limit, int first)
    {
        var entered = 0;
        while (limit.TryEnter(Stranger(first + entered))) entered++;
        return entered;
    }

    private static void Enter(CallerLimit limit, IPAddress source, int count)
    {
        for (var i = 0; i < count; i++) limit.TryEnter(source).ShouldBeTrue();
    }
}
