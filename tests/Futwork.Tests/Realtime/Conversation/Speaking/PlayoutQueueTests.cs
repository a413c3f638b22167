using Futwork.Realtime.Audio;
using Futwork.Realtime.Conversation.Speaking;
using Futwork.Realtime.Speech;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Conversation.Speaking;

public sealed class PlayoutQueueTests
{
    private const int Opening = PlayoutQueue.OpeningSilenceMilliseconds * PhoneAudio.SampleRate / 1000;

    private readonly List<(string What, int Id, long Sample)> _told = [];
    private readonly PlayoutQueue _queue;

    public PlayoutQueueTests() =>
        _queue = new PlayoutQueue((u, sample) => _told.Add(("began", u.Id, sample)), (u, sample) => _told.Add(("closed", u.Id, sample)));

    [Fact]
    public void Utterances_follow_each_other_without_a_gap_in_the_same_frame()
    {
        _queue.Add(Spoken(1, 200));
        _queue.Add(Spoken(2, 100));

        short[] line = Play(Opening + 480);

        line[Opening..(Opening + 300)].ShouldBe([.. Enumerable.Repeat((short)1, 200), .. Enumerable.Repeat((short)2, 100)]);
        _told.ShouldBe([("began", 1, Opening), ("closed", 1, Opening + 200), ("began", 2, Opening + 200), ("closed", 2, Opening + 300)]);
    }

    [Fact]
    public void A_pause_holds_the_sound_and_loses_none_of_it()
    {
        _queue.Add(Spoken(1, 480));

        Play(Opening + 160);
        _queue.IsPaused = true;
        Play(320).ShouldAllBe(s => s == 0);
        _queue.IsPaused = false;

        Play(320).ShouldAllBe(s => s == 1);
        _told[^1].ShouldBe(("closed", 1, Opening + 800));
    }

    [Fact]
    public void While_the_far_end_holds_us_nothing_is_taken_for_heard()
    {
        Utterance spoken = Spoken(1, 480);
        _queue.Add(spoken);
        _queue.IsHeld = true;
        Play(Opening + 480).ShouldAllBe(s => s == 0);
        _told.ShouldBeEmpty();

        _queue.IsHeld = false;

        Play(480).ShouldAllBe(s => s == 1);
        _told[0].ShouldBe(("began", 1, Opening + 480));
    }

    [Fact]
    public void What_is_cancelled_closes_with_the_next_frame_even_while_paused()
    {
        Utterance playing = Spoken(1, 480), waiting = Spoken(2, 480);
        _queue.Add(playing);
        _queue.Add(waiting);

        Play(Opening + 160);
        _queue.IsPaused = true;
        playing.Cancel();
        waiting.Cancel();
        Play(160).ShouldAllBe(s => s == 0);

        _told.ShouldBe([("began", 1, Opening), ("closed", 1, Opening + 160), ("closed", 2, Opening + 160)]);
        waiting.Heard.ShouldBe("");
    }

    [Fact]
    public void Sound_that_comes_late_leaves_silence_and_is_played_when_it_is_there()
    {
        var utterance = new Utterance(1, "late");
        _queue.Add(utterance);
        Play(Opening + 160).ShouldAllBe(s => s == 0);

        utterance.Append(Sound(7, 160));
        Play(160).ShouldAllBe(s => s == 7);
        Play(160).ShouldAllBe(s => s == 0);
        utterance.Append(Sound(8, 160));
        utterance.Complete();
        Play(160).ShouldAllBe(s => s == 8);

        _told.ShouldBe([("began", 1, Opening + 160), ("closed", 1, Opening + 640)]);
        utterance.Heard.ShouldBe("late");
    }

    [Theory]
    [InlineData(PhoneAudio.FrameSamples)]
    [InlineData(PhoneAudio.FrameSamples + 40)]
    public void A_voice_that_falls_behind_fades_out_where_its_sound_ends_and_in_where_it_comes_again(int samples)
    {
        var utterance = new Utterance(1, "late");
        _queue.Add(utterance);
        utterance.Append(Sound(8000, samples));
        short[] line = Play(Opening + 480);
        utterance.Append(Sound(8000, 320));
        line = [.. line[(Opening + 100)..], .. Play(320)];

        line.Zip(line.Skip(1), (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThanOrEqualTo(200);
        line.ShouldContain((short)0);
        utterance.Played.ShouldBe(samples + 320);
    }

    [Fact]
    public void After_the_end_nothing_plays_and_everything_is_closed()
    {
        _queue.Add(Spoken(1, 800));
        Play(Opening + 160);

        _queue.CloseAll();

        Play(160).ShouldAllBe(s => s == 0);
        _told[^1].ShouldBe(("closed", 1, Opening + 160));
    }

    [Fact]
    public void A_frame_allocates_nothing()
    {
        _queue.Add(Spoken(1, 100_000));
        Play(Opening + 160);
        short[] frame = new short[PhoneAudio.FrameSamples];

        Allocations.Of(() => PlayFrames(100)).ShouldBe(0);

        void PlayFrames(int frames)
        {
            for (int i = 0; i < frames; i++)
                _queue.Play(frame);
        }
    }

    private static Utterance Spoken(short value, int samples)
    {
        var utterance = new Utterance(value, "word");
        utterance.Append(Sound(value, samples));
        utterance.Complete();
        return utterance;
    }

    private static SpeechAudio Sound(short value, int samples) => new(Enumerable.Repeat(value, samples).ToArray(), []);

    private short[] Play(int samples)
    {
        short[] line = new short[samples];
        for (int at = 0; at < samples; at += PhoneAudio.FrameSamples)
            _queue.Play(line.AsSpan(at, PhoneAudio.FrameSamples));
        return line;
    }
}
