using Futwork.Realtime.Sip.Transport;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Sip.Transport;

public sealed class StreamActivityTests
{
    private readonly FakeTime _time = new();
    private readonly StreamActivity _activity;

    public StreamActivityTests() => _activity = new StreamActivity(_time);

    /// <summary>As long as the kernel waits where nothing is acknowledged at all.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Peer_that_takes_no_answers_is_given_up_like_one_that_acknowledges_nothing(bool wasMade)
    {
        _activity.Spoke();

        _activity.Pauses();

        _time.Advance(DeadPeers.Patience);
        _activity.IsStuck(wasMade).ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        _activity.IsStuck(wasMade).ShouldBeTrue();
    }

    [Fact]
    public void Peer_that_takes_its_answers_after_all_is_let_be()
    {
        _activity.Pauses();
        _time.Advance(DeadPeers.Patience);

        _activity.Spoke();

        _time.Advance(TimeSpan.FromMinutes(1));
        _activity.IsStuck(wasMade: false).ShouldBeFalse();
    }

    [Fact]
    public void Message_that_has_begun_may_take_as_long_as_a_request_is_repeated()
    {
        _activity.Spoke();
        _activity.Pauses();
        _activity.Spoke();

        _activity.Waits(partly: true);

        _time.Advance(StreamActivity.Patience);
        _activity.IsStuck(wasMade: false).ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        _activity.IsStuck(wasMade: false).ShouldBeTrue();
    }
}
