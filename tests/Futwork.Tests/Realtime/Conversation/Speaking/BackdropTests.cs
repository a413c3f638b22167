using Futwork.Realtime.Audio;
using Futwork.Realtime.Conversation;
using Futwork.Realtime.Conversation.Speaking;
using Futwork.Realtime.Speech;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Conversation.Speaking;

public sealed class BackdropTests
{
    [Theory]
    [InlineData("room")]
    [InlineData("office")]
    [InlineData("street")]
    public void A_background_is_as_loud_as_it_is_set_and_has_no_seam(string kind)
    {
        short[] loop = SoundLoops.OfAmbient(kind, 0.5);

        AudioLevel.RmsDbfs(loop).ShouldBe(-32, tolerance: 0.5);
        int largest = loop.Zip(loop.Skip(1), (a, b) => Math.Abs(a - b)).Max();
        Math.Abs(loop[^1] - loop[0]).ShouldBeLessThanOrEqualTo(largest);
    }

    [Fact]
    public void The_hold_sound_sets_in_and_ends_softly_and_a_frame_allocates_nothing()
    {
        var backdrop = new Backdrop(new SoundSettings { Ambient = "office" }) { IsHolding = true };
        short[] frame = new short[PhoneAudio.FrameSamples];

        Allocations.Of(() => Mix(500)).ShouldBe(0);

        void Mix(int frames)
        {
            for (int i = 0; i < frames; i++)
                backdrop.Mix(frame);
        }
    }

    [Fact]
    public void Without_sounds_the_frame_is_left_alone()
    {
        short[] frame = new short[PhoneAudio.FrameSamples];

        new Backdrop(new SoundSettings()).Mix(frame);

        frame.ShouldAllBe(s => s == 0);
    }

    [Fact]
    public void A_loud_cut_fades_out_within_five_milliseconds_instead_of_clicking()
    {
        var queue = new PlayoutQueue((_, _) => { }, (_, _) => { });
        var utterance = new Utterance(1, "loud");
        utterance.Append(new SpeechAudio(Enumerable.Repeat((short)12_000, 4000).ToArray(), []));
        queue.Add(utterance);
        short[] frame = new short[PhoneAudio.FrameSamples];
        for (int i = 0; i < 7; i++)
            queue.Play(frame);

        queue.IsPaused = true;
        short[] cut = new short[PhoneAudio.FrameSamples];
        queue.Play(cut);

        cut.Prepend(frame[^1]).Zip(cut, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThanOrEqualTo(301);
        cut[40..].ShouldAllBe(s => s == 0);
    }

    [Fact]
    public void Sound_is_kept_by_voice_and_text_until_there_is_no_room()
    {
        var cache = new SpeechCache(maxBytes: 1000);
        IReadOnlyList<SpeechAudio> sound = [new SpeechAudio(new short[200], [])];
        SpeechKey Key(string text, string voice = "a") => new("local", new VoiceOptions("en-IN", voice), text);

        cache.Keep(Key("one"), sound);
        cache.Keep(Key("two"), sound);
        cache.Find(Key("one")).ShouldBe(sound);
        cache.Keep(Key("three"), sound);

        cache.Find(Key("two")).ShouldBeNull();
        cache.Find(Key("one")).ShouldBe(sound);
        cache.Find(Key("one", "b")).ShouldBeNull();
        cache.Bytes.ShouldBe(800);
    }
}
