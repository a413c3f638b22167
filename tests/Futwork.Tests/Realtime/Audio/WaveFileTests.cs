using System.Buffers.Binary;
using Futwork.Realtime.Audio;

namespace Futwork.Tests.Realtime.Audio;

public sealed class WaveFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_saved_sound_reads_back_the_same(int channels)
    {
        short[] samples = [1, -2, 3, -4, short.MaxValue, short.MinValue];
        new WaveFile(22050, channels, samples).Save(_path);

        var file = WaveFile.Read(_path);

        (file.SampleRate, file.Channels).ShouldBe((22050, channels));
        file.Samples.ShouldBe(samples);
        file.Duration.TotalSeconds.ShouldBe(6d / channels / 22050, 1e-6);
    }

    [Fact]
    public void A_length_left_open_by_a_program_that_streams_means_to_the_end()
    {
        var bytes = Saved([7, 8, 9]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(40), 0x7FFFF000);

        WaveFile.Parse(bytes).Samples.ShouldBe(new short[] { 7, 8, 9 });
    }

    [Fact]
    public void Chunks_that_mean_nothing_to_us_are_passed_over()
    {
        var bytes = Saved([7, 8, 9]);
        byte[] list = [.. "LIST"u8, 3, 0, 0, 0, 1, 2, 3, 0];

        WaveFile.Parse([.. bytes[..36], .. list, .. bytes[36..]]).Samples.ShouldBe(new short[] { 7, 8, 9 });
    }

    [Fact]
    public void Eight_bit_sound_is_refused_by_name()
    {
        var bytes = Saved([7, 8, 9]);
        bytes[34] = 8;

        Should.Throw<InvalidDataException>(() => WaveFile.Parse(bytes)).Message.ShouldContain("8 bits");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    [InlineData(20)]
    [InlineData(40)]
    public void A_cut_off_file_is_refused(int length)
    {
        var bytes = Saved([7, 8, 9]);
        Should.Throw<InvalidDataException>(() => WaveFile.Parse(bytes.AsSpan(0, length)));
    }

    private byte[] Saved(short[] samples)
    {
        new WaveFile(8000, 1, samples).Save(_path);
        return File.ReadAllBytes(_path);
    }
}
