using Futwork.Realtime.Conversation.Speaking;

namespace Futwork.Tests.Realtime.Conversation.Speaking;

public sealed class LoudnessTests
{
    [Fact]
    public void A_voice_goes_down_and_up_again_within_a_frame_each_and_without_a_step()
    {
        var loudness = new Loudness(12);
        short[] before = Frame(), down = Frame(), soft = Frame(), up = Frame(), after = Frame();

        loudness.Apply(before, isSoft: false);
        loudness.Apply(down, isSoft: true);
        loudness.Apply(soft, isSoft: true);
        loudness.Apply(up, isSoft: false);
        loudness.Apply(after, isSoft: false);

        before.ShouldAllBe(s => s == 10_000);
        soft.ShouldAllBe(s => s == 2510);
        after.ShouldAllBe(s => s == 10_000);
        short[] line = [.. before, .. down, .. soft, .. up, .. after];
        line.Zip(line.Skip(1), (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(60);
    }

    [Fact]
    public void A_voice_that_is_not_to_be_softened_stays_as_it_is()
    {
        var loudness = new Loudness(0);
        short[] frame = Frame();

        loudness.Apply(frame, isSoft: true);

        frame.ShouldAllBe(s => s == 10_000);
    }

    private static short[] Frame() => [.. Enumerable.Repeat((short)10_000, 160)];
}
