using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp.Srtp;

namespace Futwork.Realtime.Rtp;

/// <summary>Takes datagrams apart and hands sound to the jitter buffer and keys to the digit receiver. Clock thread only.</summary>
internal sealed class RtpReceiver
{
    private const int ComfortNoise = 13;
    private const int LongestPayload = 60 * PhoneAudio.SampleRate / 1000 * 2;
    private readonly short[] _pcm = new short[LongestPayload];
    private readonly SequenceTracker _sequence = new();
    private readonly InterarrivalJitter _jitter = new();
    private readonly DigitReceiver _digits = new();
    private SrtpReceiver? _protection;
    private int? _telephoneEvent;
    private uint? _ssrc;

    /// <summary>Where the far end is.</summary>
    public SymmetricLatch Latch { get; } = new();

    /// <summary>The sound received.</summary>
    public JitterBuffer Buffer { get; } = new();

    public long Invalid { get; private set; }

    public long Foreign { get; private set; }

    /// <summary>What was agreed, now or anew.</summary>
    public void Apply(RtpAgreement agreement)
    {
        _telephoneEvent = agreement.Parameters.TelephoneEventPayloadType;
        _protection = agreement.Opening;
        Latch.Signal(new PeerAddress(agreement.Parameters.Remote));
    }

    /// <summary>One datagram, which is decrypted in place. Says whether it belongs to the stream; <paramref name="key"/> is null unless it begins a key press.</summary>
    public bool Accept(Span<byte> datagram, in PeerAddress source, long receivedAt, long tick, out char? key)
    {
        key = null;
        if (_protection is not null)
        {
            if (!_protection.TryOpen(datagram, out var length)) return false;
            datagram = datagram[..length];
        }

        if (!RtpPacket.TryRead(datagram, out var packet) || !IsKnown(packet))
        {
            Invalid++;
            return false;
        }

        if (!Latch.Accept(source, tick))
        {
            Foreign++;
            return false;
        }

        if (packet.Ssrc != _ssrc) StartStream(packet.Ssrc);
        if (!_sequence.Accept(packet.Sequence)) return true;
        if (packet.PayloadType == _telephoneEvent) key = _digits.Report(packet.Timestamp, packet.Payload);
        else if (packet.PayloadType != ComfortNoise) TakeSound(packet, receivedAt);
        return true;
    }

    public RtpStatistics Statistics() => new()
    {
        Received = _sequence.Received,
        Lost = _sequence.Lost,
        Duplicate = _sequence.Duplicates,
        Reordered = _sequence.Reordered,
        Late = Buffer.Late,
        Concealed = Buffer.Concealed,
        Invalid = Invalid,
        Foreign = Foreign,
        Unauthentic = _protection?.Unauthentic ?? 0,
        Replayed = _protection?.Replayed ?? 0,
        JitterMilliseconds = _jitter.Milliseconds,
        BufferMilliseconds = PhoneAudio.Duration(Buffer.Delay).TotalMilliseconds,
    };

    private bool IsKnown(in RtpPacket packet) => packet.PayloadType switch
    {
        (int)AudioCodec.Pcmu or (int)AudioCodec.Pcma => packet.Payload.Length is > 0 and <= LongestPayload,
        ComfortNoise => true,
        _ => packet.PayloadType == _telephoneEvent,
    };

    private void StartStream(uint ssrc)
    {
        _ssrc = ssrc;
        _sequence.Reset();
        _jitter.Reset();
        _digits.Reset();
        Buffer.Reset();
    }

    private void TakeSound(in RtpPacket packet, long receivedAt)
    {
        _jitter.Observe(receivedAt, packet.Timestamp);
        var pcm = _pcm.AsSpan(0, packet.Payload.Length);
        if (packet.PayloadType == (int)AudioCodec.Pcma) G711.DecodeALaw(packet.Payload, pcm);
        else G711.DecodeMuLaw(packet.Payload, pcm);
        Buffer.Push(packet.Timestamp, pcm);
    }
}
