using Futwork.Realtime.Audio;

namespace Futwork.Tests.Realtime.Audio;

public sealed class SoundRingTests
{
    [Fact]
    public void Sound_comes_out_as_it_went_in_across_the_end_of_the_ring()
    {
        var ring = new SoundRing(1024);
        short next = 0;
        var read = new List<short>();
        short[] chunk = new short[256];
        for (int frame = 0; frame < 100; frame++)
        {
            ring.Write([.. Enumerable.Range(0, 160).Select(_ => next++)]).ShouldBeTrue();
            while (ring.TryRead(chunk))
                read.AddRange(chunk);
        }

        read.ShouldBe(Enumerable.Range(0, read.Count).Select(i => (short)i));
        ring.Count.ShouldBe(100 * 160 % 256);
    }

    [Fact]
    public void When_the_reader_falls_behind_new_sound_finds_no_room()
    {
        var ring = new SoundRing(256);

        ring.Write(new short[160]).ShouldBeTrue();
        ring.Write(new short[160]).ShouldBeFalse();

        (ring.Count, ring.Free).ShouldBe((160, 96));
    }
}
