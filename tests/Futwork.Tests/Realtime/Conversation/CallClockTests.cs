using Futwork.Realtime.Audio;
using Futwork.Realtime.Conversation;

namespace Futwork.Tests.Realtime.Conversation;

public sealed class CallClockTests
{
    private readonly CallClock _clock = new();

    [Fact]
    public void Samples_are_dated_from_the_first_frame_on()
    {
        _clock.Start(TimeSpan.FromMilliseconds(40));
        _clock.Start(TimeSpan.FromMilliseconds(60));

        _clock.At(5 * PhoneAudio.FrameSamples).ShouldBe(TimeSpan.FromMilliseconds(140));
    }

    [Fact]
    public void Time_that_the_media_clock_gave_up_is_not_missing_afterwards()
    {
        _clock.Start(TimeSpan.Zero);

        // The machine stood still for half a second.
        _clock.Skip(25);

        _clock.At(3 * PhoneAudio.FrameSamples).ShouldBe(TimeSpan.FromMilliseconds(560));
    }
}
