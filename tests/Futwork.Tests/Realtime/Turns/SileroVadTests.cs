using System.Globalization;
using Futwork.Realtime.Turns;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Turns;

/// <summary>The oracle is the published model under ONNX Runtime over the same sound; tools/silero records it.</summary>
public sealed class SileroVadTests
{
    private static readonly short[] Speech = [.. File.ReadAllBytes(Data("speech.ulaw")).Select(ExpandMuLaw)];

    [Theory]
    [InlineData(8000)]
    [InlineData(16000)]
    public void Every_chunk_has_the_probability_of_the_published_model(int rate)
    {
        var oracle = Oracle(rate);
        oracle.Count.ShouldBeGreaterThan(300);
        var vad = new SileroVad(rate);
        var heard = Probabilities(vad, rate);
        for (var i = 0; i < oracle.Count; i++)
            heard[i].ShouldBe(oracle[i], 1e-5f, $"chunk {i} at {rate} Hz");
    }

    [Fact]
    public void The_sound_holds_both_speech_and_silence()
    {
        var oracle = Oracle(8000);
        oracle.Count(p => p > 0.9f).ShouldBeGreaterThan(100);
        oracle.Count(p => p < 0.1f).ShouldBeGreaterThan(100);
    }

    [Fact]
    public void After_a_reset_the_stream_begins_anew()
    {
        var vad = new SileroVad(8000);
        var first = Probabilities(vad, 8000);
        vad.Reset();
        Probabilities(vad, 8000).ShouldBe(first);
    }

    [Fact]
    public void Two_streams_do_not_hear_each_other()
    {
        var (alone, other) = (new SileroVad(8000), new SileroVad(8000));
        var expected = Probabilities(new SileroVad(8000), 8000);
        for (var i = 0; i < expected.Count; i++)
        {
            other.Probability(Speech.AsSpan(Speech.Length - (i + 1) * 256, 256));
            alone.Probability(Speech.AsSpan(i * 256, 256)).ShouldBe(expected[i]);
        }
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(16000)]
    public void Every_stream_of_a_batch_has_the_probabilities_that_it_has_alone(int rate)
    {
        const int streams = 7;
        var network = new SileroNetwork(rate, streams);
        SileroMemory[] memories = [.. Enumerable.Range(0, streams).Select(_ => network.Begin())];
        SileroVad[] alone = [.. memories.Select(_ => new SileroVad(rate))];
        var heard = new float[streams];
        for (var chunk = 0; chunk < 60; chunk++)
        {
            // Streams join and leave the batch from chunk to chunk.
            int[] present = [.. Enumerable.Range(0, streams).Where(i => i > chunk % 5 - 2 && (chunk + i) % 11 > 0)];
            foreach (var i in present)
                network.Add(memories[i], Chunk(i, chunk));
            network.Judge(heard);
            for (var k = 0; k < present.Length; k++)
                heard[k].ShouldBe(alone[present[k]].Probability(Chunk(present[k], chunk)));
        }

        ReadOnlySpan<short> Chunk(int stream, int chunk) => Speech.AsSpan((stream * 11 + chunk) * 512, rate / 1000 * 32);
    }

    [Fact]
    public void A_chunk_costs_no_allocation()
    {
        var vad = new SileroVad(8000);
        vad.Probability(Speech.AsSpan(0, 256));

        Allocations.Of(HearAll).ShouldBe(0);

        void HearAll()
        {
            for (var at = 0; at + 256 <= Speech.Length; at += 256) vad.Probability(Speech.AsSpan(at, 256));
        }
    }

    [Fact]
    public void A_wrong_chunk_or_rate_is_refused_with_the_right_one()
    {
        Should.Throw<ArgumentException>(() => new SileroVad(8000).Probability(new short[160])).Message.ShouldContain("256");
        Should.Throw<ArgumentOutOfRangeException>(() => new SileroVad(44100)).Message.ShouldContain("8000 or 16000");
    }

    private static List<float> Probabilities(SileroVad vad, int rate)
    {
        var sound = rate is 8000 ? Speech : [.. Speech.SelectMany(sample => new[] { sample, sample })];
        return [.. Enumerable.Range(0, sound.Length / vad.ChunkSamples)
            .Select(i => vad.Probability(sound.AsSpan(i * vad.ChunkSamples, vad.ChunkSamples)))];
    }

    private static List<float> Oracle(int rate) =>
        [.. File.ReadLines(Data("silero-oracle.csv")).Skip(1)
            .Select(line => float.Parse(line.Split(',')[rate is 8000 ? 0 : 1], CultureInfo.InvariantCulture))];

    private static short ExpandMuLaw(byte octet)
    {
        var code = (byte)~octet;
        var magnitude = ((((code & 15) << 3) + 132) << ((code >> 4) & 7)) - 132;
        return (short)((code & 128) is 0 ? magnitude : -magnitude);
    }

    private static string Data(string name) => Path.Combine(AppContext.BaseDirectory, "Realtime", "Turns", "Data", name);
}
