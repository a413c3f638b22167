using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Futwork.Realtime.Audio;

/// <summary>A piece of 16-bit PCM sound, as read from or written to a WAV file.</summary>
public sealed class WaveFile(int sampleRate, int channels, short[] samples)
{
    private const int ExtensibleFormat = 0xFFFE;

    /// <summary>Samples per second of each channel.</summary>
    public int SampleRate { get; } = sampleRate;

    /// <summary>1 for mono, 2 for stereo.</summary>
    public int Channels { get; } = channels;

    /// <summary>All samples, the channels of one instant side by side.</summary>
    public short[] Samples { get; } = samples;

    /// <summary>How long it lasts.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Samples.Length / Channels / SampleRate);

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is not a WAV file of 16-bit PCM; says what it is instead.</exception>
    public static WaveFile Read(string path) => Parse(File.ReadAllBytes(path));

    /// <summary>
    /// Reads the bytes of a file. A data length beyond the end, as programs write that stream to a pipe, means: to the end.
    /// </summary>
    /// <exception cref="InvalidDataException">It is not a WAV file of 16-bit PCM; says what it is instead.</exception>
    public static WaveFile Parse(ReadOnlySpan<byte> file)
    {
        if (file.Length < 12 || !file.StartsWith("RIFF"u8) || !file[8..].StartsWith("WAVE"u8))
            throw new InvalidDataException("Not a WAV file: it does not begin with RIFF and WAVE.");
        ReadOnlySpan<byte> format = default;
        for (var rest = file[12..]; rest.Length >= 8;)
        {
            var length = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]), (uint)(rest.Length - 8));
            var body = rest.Slice(8, length);
            if (rest.StartsWith("fmt "u8)) format = body;
            if (rest.StartsWith("data"u8)) return FromData(format, body);
            rest = rest[Math.Min(rest.Length, 8 + length + (length & 1))..];
        }

        throw new InvalidDataException("The WAV file holds no sound: it has no data chunk.");
    }

    /// <summary>One channel: 0 is left (or mono), 1 is right.</summary>
    public short[] Channel(int channel)
    {
        var one = new short[Samples.Length / Channels];
        for (var i = 0; i < one.Length; i++) one[i] = Samples[(i * Channels) + channel];
        return one;
    }

    /// <summary>Writes a file, replacing what is there.</summary>
    public void Save(string path)
    {
        using var file = File.Create(path);
        Span<byte> header = stackalloc byte[WaveHeader.Size];
        WaveHeader.Write(header, SampleRate, Channels, (long)Samples.Length * WaveHeader.BytesPerSample);
        file.Write(header);
        file.Write(MemoryMarshal.AsBytes(Samples.AsSpan()));
    }

    private static WaveFile FromData(ReadOnlySpan<byte> format, ReadOnlySpan<byte> data)
    {
        if (format.Length < 16) throw new InvalidDataException("The WAV file does not say its format before its data.");
        int encoding = BinaryPrimitives.ReadUInt16LittleEndian(format);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(format[14..]);
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(format[2..]);
        if (encoding == ExtensibleFormat && format.Length >= 26) encoding = BinaryPrimitives.ReadUInt16LittleEndian(format[24..]);
        if (encoding != WaveHeader.PcmFormat || bits != 16 || channels is < 1 or > 2)
        {
            throw new InvalidDataException(
                $"The WAV file has format {encoding} with {bits} bits and {channels} channels; 16-bit PCM (format 1), mono or stereo, is what can be read.");
        }

        var rate = BinaryPrimitives.ReadInt32LittleEndian(format[4..]);
        if (rate <= 0) throw new InvalidDataException($"The WAV file says {rate} samples per second.");
        var whole = data.Length / WaveHeader.BytesPerSample / channels * channels;
        return new WaveFile(rate, channels, MemoryMarshal.Cast<byte, short>(data)[..whole].ToArray());
    }
}
