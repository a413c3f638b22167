using Futwork.Realtime.Audio;

namespace Futwork.Realtime.Rtp;

/// <summary>What turns payloads into telephone sound and back, with the state of one call. Clock thread only, once made.</summary>
internal abstract class SoundCodec : IDisposable
{
    /// <summary>The longest payload we send.</summary>
    public const int MostBytes = 400;

    /// <summary>The longest sound of one packet that is understood, in samples: 120 ms.</summary>
    public const int MostSamples = OpusDecoder.MostSamples;

    private static readonly G711Codec MuLaw = new(AudioCodec.Pcmu), ALaw = new(AudioCodec.Pcma);

    public abstract AudioCodec Kind { get; }

    /// <summary>The longest payload that makes sense, in bytes.</summary>
    public int MostPayload { get; protected init; } = MostSamples;

    /// <summary>Units of the RTP timestamp for one of our samples; G.722 counts 8000 a second by an old mistake (RFC 3551 section 4.5.2).</summary>
    public virtual uint UnitsPerSample => 1;

    /// <summary>Each packet builds on the one before, so one that comes out of order is of no use.</summary>
    public virtual bool IsOrdered => false;

    public static SoundCodec Create(AudioCodec codec) => codec switch
    {
        AudioCodec.Pcma => ALaw,
        AudioCodec.G722 => new G722Codec(),
        AudioCodec.Opus => new OpusCodec(),
        _ => MuLaw,
    };

    /// <summary>Writes the packet's samples and returns their number; 0 for a packet that makes no sense.</summary>
    public abstract int Decode(ReadOnlySpan<byte> payload, Span<short> pcm);

    /// <summary>Fills the gap before a packet from what that packet tells about it; returns how many samples, 0 where it tells nothing.</summary>
    public virtual int Recover(ReadOnlySpan<byte> next, Span<short> gap) => 0;

    /// <summary>Writes 20 ms as a payload and returns its length.</summary>
    public abstract int Encode(ReadOnlySpan<short> pcm, Span<byte> payload);

    public virtual void Dispose()
    {
    }

    private sealed class G711Codec(AudioCodec law) : SoundCodec
    {
        public override AudioCodec Kind => law;

        public override int Decode(ReadOnlySpan<byte> payload, Span<short> pcm)
        {
            if (payload.Length > pcm.Length) return 0;
            if (law is AudioCodec.Pcma) G711.DecodeALaw(payload, pcm);
            else G711.DecodeMuLaw(payload, pcm);
            return payload.Length;
        }

        public override int Encode(ReadOnlySpan<short> pcm, Span<byte> payload)
        {
            if (law is AudioCodec.Pcma) G711.EncodeALaw(pcm, payload);
            else G711.EncodeMuLaw(pcm, payload);
            return pcm.Length;
        }
    }

    private sealed class G722Codec : SoundCodec
    {
        private readonly G722Encoder _encoder = new();
        private readonly G722Decoder _decoder = new();
        private readonly Resampler _up = new(PhoneAudio.SampleRate, 2 * PhoneAudio.SampleRate);
        private readonly Resampler _down = new(2 * PhoneAudio.SampleRate, PhoneAudio.SampleRate);
        private readonly short[] _wide = new short[(2 * MostSamples) + 1];

        public override AudioCodec Kind => AudioCodec.G722;

        public override bool IsOrdered => true;

        public override int Decode(ReadOnlySpan<byte> payload, Span<short> pcm)
        {
            if (payload.Length > MostSamples) return 0;
            _decoder.Decode(payload, _wide);
            return _down.Process(_wide.AsSpan(0, 2 * payload.Length), pcm);
        }

        public override int Encode(ReadOnlySpan<short> pcm, Span<byte> payload)
        {
            var made = _up.Process(pcm, _wide);
            _encoder.Encode(_wide.AsSpan(0, made), payload);
            return made / 2;
        }
    }

    private sealed class OpusCodec : SoundCodec
    {
        private readonly OpusEncoder _encoder = new();
        private readonly OpusDecoder _decoder = new();

        public OpusCodec() => MostPayload = OpusDecoder.MostBytes;

        public override AudioCodec Kind => AudioCodec.Opus;

        public override uint UnitsPerSample => 48000 / PhoneAudio.SampleRate;

        public override bool IsOrdered => true;

        public override int Decode(ReadOnlySpan<byte> payload, Span<short> pcm) => _decoder.Decode(payload, pcm);

        public override int Recover(ReadOnlySpan<byte> next, Span<short> gap) => _decoder.Recover(next, gap);

        public override int Encode(ReadOnlySpan<short> pcm, Span<byte> payload) => _encoder.Encode(pcm, payload);

        public override void Dispose()
        {
            _encoder.Dispose();
            _decoder.Dispose();
            base.Dispose();
        }
    }
}
