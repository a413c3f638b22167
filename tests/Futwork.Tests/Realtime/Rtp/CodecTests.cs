using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp;
using Futwork.Tests.Support;

namespace Futwork.Tests.Realtime.Rtp;

public sealed class CodecTests
{
    public static TheoryData<AudioCodec> All => [.. Enum.GetValues<AudioCodec>()];

    [Theory]
    [MemberData(nameof(All))]
    public void A_tone_survives(AudioCodec kind)
    {
        using var codec = SoundCodec.Create(kind);
        var heard = new List<short>();
        var payload = new byte[SoundCodec.MostBytes];
        var pcm = new short[SoundCodec.MostSamples];
        for (var frame = 0; frame < 50; frame++)
        {
            var length = codec.Encode(Frame(frame), payload);
            codec.Decode(payload.AsSpan(0, length), pcm).ShouldBe(160);
            heard.AddRange(pcm.AsSpan(0, 160));
        }

        Tone.Share([.. heard.Skip(1600)], 440).ShouldBeGreaterThan(0.9);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_frame_costs_no_memory(AudioCodec kind)
    {
        using var codec = SoundCodec.Create(kind);
        var payload = new byte[SoundCodec.MostBytes];
        var pcm = new short[SoundCodec.MostSamples];
        var frame = Frame(3);
        Allocations.Of(Pass).ShouldBe(0);

        void Pass()
        {
            for (var i = 0; i < 50; i++) codec.Decode(payload.AsSpan(0, codec.Encode(frame, payload)), pcm);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Nonsense_makes_no_codec_throw(AudioCodec kind)
    {
        using var codec = SoundCodec.Create(kind);
        var random = new Random(722);
        var pcm = new short[SoundCodec.MostSamples];
        for (var round = 0; round < 500; round++)
        {
            var payload = new byte[random.Next(1, SoundCodec.MostSamples)];
            random.NextBytes(payload);
            codec.Decode(payload, pcm).ShouldBeInRange(0, SoundCodec.MostSamples);
            codec.Recover(payload, pcm.AsSpan(0, 320)).ShouldBeInRange(0, 320);
        }
    }

    [Fact]
    public async Task Opus_tells_of_a_lost_packet_in_the_next()
    {
        await using var line = new RtpSessionFixture();
        using var codec = SoundCodec.Create(AudioCodec.Opus);
        var ear = new ScriptedAudio(0, keep: 40);
        line.Session.Attach(ear);
        line.Session.Target(line.Parameters with { Codec = AudioCodec.Opus, PayloadType = 96, OpusPayloadType = 96 });
        line.Tick();
        var payload = new byte[SoundCodec.MostBytes];
        for (var n = 0; n < 60; n++)
        {
            var length = codec.Encode(Frame(n), payload);
            if (n % 10 != 5) line.Peer.Send(n, payload[..length], 96, (uint)(0xFFFF_F000 + (n * 960)));
            line.Tick();
        }

        ear.Full.IsCompleted.ShouldBeTrue();
        Tone.Share(ear.Heard, 440).ShouldBeGreaterThan(0.85);
        line.Session.Statistics.Lost.ShouldBe(6);
        line.Session.Statistics.Concealed.ShouldBeLessThan(3);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    public void Opus_tells_of_a_lost_packet_that_is_long(int milliseconds)
    {
        const int usual = 440, lost = 700;
        using var codec = SoundCodec.Create(AudioCodec.Opus);
        var samples = milliseconds * 8;
        short[] pcm = new short[SoundCodec.MostSamples], gap = new short[samples];
        var payload = new byte[SoundCodec.MostBytes];
        for (var n = 0; n < 12; n++)
        {
            var tone = new ScriptedAudio(n == 10 ? lost : usual);
            var length = codec.Encode([.. Enumerable.Range(n * samples, samples).Select(i => tone.Sample(i))], payload);
            if (n == 10) continue;
            if (n == 11) codec.Recover(payload.AsSpan(0, length), gap).ShouldBe(samples);
            codec.Decode(payload.AsSpan(0, length), pcm).ShouldBe(samples);
        }

        Tone.Share(gap.AsSpan(samples - 320), lost).ShouldBeGreaterThan(0.3);
    }

    [Fact]
    public async Task Long_packets_of_opus_are_understood()
    {
        const int padding = 1000;
        await using var line = new RtpSessionFixture();
        using var codec = SoundCodec.Create(AudioCodec.Opus);
        var ear = new ScriptedAudio(0, keep: 20);
        line.Session.Attach(ear);
        line.Session.Target(line.Parameters with { Codec = AudioCodec.Opus, PayloadType = 96, OpusPayloadType = 96 });
        line.Tick();
        var payload = new byte[SoundCodec.MostBytes];
        for (var n = 0; n < 30; n++)
        {
            var length = codec.Encode(Frame(n), payload);
            // One frame and padding, RFC 6716 section 3.2.5.
            line.Peer.Send(n, [(byte)(payload[0] | 3), 0x41, 255, 255, 255, 238, .. payload[1..length], .. new byte[padding]], 96, (uint)(n * 960));
            line.Tick();
        }

        ear.Full.IsCompleted.ShouldBeTrue();
        Tone.Share(ear.Heard, 440).ShouldBeGreaterThan(0.85);
        line.Session.Statistics.Invalid.ShouldBe(0);
    }

    [Theory]
    [InlineData(AudioCodec.Opus, 96, 960u)]
    [InlineData(AudioCodec.G722, 9, 160u)]
    public async Task Frames_and_keys_count_as_the_codec_does(AudioCodec kind, int payloadType, uint units)
    {
        await using var line = new RtpSessionFixture();
        line.Session.Attach(new ScriptedAudio(440));
        line.Session.Target(line.Parameters with { Codec = kind, PayloadType = payloadType });
        line.Tick(3);
        line.Session.SendDigits("7");
        line.Tick(2);

        var packets = line.Peer.Receive();
        packets.Take(3).ShouldAllBe(packet => packet.PayloadType == payloadType);
        packets.Skip(3).ShouldAllBe(packet => packet.PayloadType == RtpSessionFixture.Events);
        (packets[1].Timestamp - packets[0].Timestamp).ShouldBe(units);
        (packets[4].PayloadBits & 0xFFFF).ShouldBe(2 * units);
    }

    [Theory]
    [InlineData(AudioCodec.Opus, 8000, 960u, 320u)]
    [InlineData(AudioCodec.Pcma, 48000, 160u, 1920u)]
    public async Task A_key_lasts_by_the_rate_it_was_agreed_at_and_begins_in_the_time_of_the_sound(AudioCodec kind, int rate, uint units, uint keyUnits)
    {
        await using var line = new RtpSessionFixture();
        line.Session.Attach(new ScriptedAudio(440));
        line.Session.Target(line.Parameters with { Codec = kind, PayloadType = 96, TelephoneEventRate = rate });
        line.Tick(2);
        line.Session.SendDigits("7");
        line.Tick(2);

        var packets = line.Peer.Receive();
        (packets[2].Timestamp - packets[1].Timestamp).ShouldBe(units);
        (packets[3].PayloadBits & 0xFFFF).ShouldBe(keyUnits);
    }

    [Fact]
    public async Task A_change_of_codec_on_the_way_goes_on_in_time()
    {
        await using var line = new RtpSessionFixture();
        line.Session.Target(line.Parameters);
        line.Tick(2);
        line.Session.Target(line.Parameters with { Codec = AudioCodec.Opus, PayloadType = 96 });
        line.Tick(2);

        var packets = line.Peer.Receive();
        (packets[2].Timestamp - packets[1].Timestamp).ShouldBe(160u);
        (packets[3].Timestamp - packets[2].Timestamp).ShouldBe(960u);
        (packets[3].Sequence - packets[0].Sequence).ShouldBe(3);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(30)]
    [InlineData(40)]
    [InlineData(60)]
    public async Task Packets_of_other_lengths_are_understood(int milliseconds)
    {
        await using var line = new RtpSessionFixture();
        var tone = new ScriptedAudio(440);
        var ear = new ScriptedAudio(0, keep: 50);
        line.Session.Attach(ear);
        line.Session.Target(line.Parameters);
        line.Tick();
        var samples = milliseconds * 8;
        var (sent, sequence) = (0, 0);
        for (var tick = 0; tick < 80; tick++)
        {
            for (; sent <= tick * 160; sent += samples)
            {
                var payload = new byte[samples];
                G711.EncodeMuLaw([.. Enumerable.Range(sent, samples).Select(i => tone.Sample(i))], payload);
                line.Peer.Send(sequence++, payload, timestamp: (uint)sent);
            }

            line.Tick();
        }

        ear.Full.IsCompleted.ShouldBeTrue();
        Tone.Share(ear.Heard, 440).ShouldBeGreaterThan(0.95);
        line.Session.Statistics.Concealed.ShouldBeLessThan(3);
    }

    private static short[] Frame(int number)
    {
        var tone = new ScriptedAudio(440);
        return [.. Enumerable.Range(number * 160, 160).Select(i => tone.Sample(i))];
    }
}
