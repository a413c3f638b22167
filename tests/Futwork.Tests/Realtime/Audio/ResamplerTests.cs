using Futwork.Realtime.Audio;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Audio;

public sealed class ResamplerTests
{
    private const double Amplitude = 10000;

    public static TheoryData<int, int> Rates => new() { { 8000, 16000 }, { 16000, 8000 }, { 22050, 8000 }, { 24000, 8000 }, { 48000, 8000 } };

    [Theory]
    [MemberData(nameof(Rates))]
    public void Speech_frequencies_keep_their_level(int from, int to)
    {
        for (var hertz = 300; hertz <= 3400; hertz += 100)
        {
            var heard = Resampler.Convert(Sine.Make(hertz, from, from, Amplitude), from, to);
            Sine.Decibels(Sine.Amplitude(heard, hertz, to), Amplitude).ShouldBe(0, 1, $"{hertz} Hz");
        }
    }

    [Theory]
    [InlineData(16000)]
    [InlineData(22050)]
    [InlineData(24000)]
    public void What_a_phone_line_cannot_carry_is_removed_before_it_folds_back(int from)
    {
        for (var hertz = 4600; hertz < from / 2; hertz += 200)
        {
            var heard = Resampler.Convert(Sine.Make(hertz, from, from, Amplitude), from, 8000);
            Sine.Decibels(Sine.Amplitude(heard, Folded(hertz), 8000), Amplitude).ShouldBeLessThan(-40, $"{hertz} Hz");
        }
    }

    [Fact]
    public void Doubling_the_rate_adds_no_mirror_image()
    {
        for (var hertz = 300; hertz <= 3400; hertz += 100)
        {
            var heard = Resampler.Convert(Sine.Make(hertz, 8000, 8000, Amplitude), 8000, 16000);
            Sine.Decibels(Sine.Amplitude(heard, 8000 - hertz, 16000), Amplitude).ShouldBeLessThan(-40, $"{hertz} Hz");
        }
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void Cutting_the_sound_anywhere_changes_nothing(int from, int to)
    {
        var sound = Sine.Make(700, from, 3 * from / 10);
        Resampler whole = new(from, to), pieces = new(from, to);
        var expected = new short[whole.MostOutput(sound.Length)];
        var length = whole.Process(sound, expected);

        var actual = new List<short>();
        var cuts = new Random(7);
        for (var at = 0; at < sound.Length;)
        {
            var piece = sound.AsSpan(at, Math.Min(cuts.Next(1, 700), sound.Length - at));
            var room = new short[pieces.MostOutput(piece.Length)];
            actual.AddRange(room[..pieces.Process(piece, room)]);
            at += piece.Length;
        }

        actual.ShouldBe(expected[..length]);
        ((double)length).ShouldBe((double)sound.Length * to / from, 1);
    }

    [Fact]
    public void A_phone_frame_gives_exactly_two_frames_at_the_double_rate()
    {
        var resampler = new Resampler(8000, 16000);
        var wide = new short[resampler.MostOutput(PhoneAudio.FrameSamples)];
        for (var frame = 0; frame < 10; frame++) resampler.Process(new short[PhoneAudio.FrameSamples], wide).ShouldBe(320);
    }

    [Fact]
    public void A_whole_sound_keeps_its_place_in_time()
    {
        var click = new short[2400];
        click[1200] = 20000;

        var heard = Resampler.Convert(click, 24000, 8000);

        heard.Length.ShouldBe(800);
        Array.IndexOf(heard, heard.Max()).ShouldBe(400);
    }

    [Fact]
    public void A_running_stream_allocates_nothing()
    {
        var resampler = new Resampler(22050, 8000);
        var piece = new short[441];
        var room = new short[resampler.MostOutput(piece.Length)];

        Allocations.Of(ProcessSome).ShouldBe(0);

        void ProcessSome()
        {
            for (var i = 0; i < 100; i++) resampler.Process(piece, room);
        }
    }

    private static int Folded(int hertz)
    {
        var rest = hertz % 8000;
        return rest > 4000 ? 8000 - rest : rest;
    }
}
