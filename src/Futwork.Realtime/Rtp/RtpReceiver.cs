using System.Net;
using System.Runtime.CompilerServices;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp.Srtp;

namespace Futwork.Realtime.Rtp;

/// <summary>Takes datagrams apart and hands sound to the jitter buffer and keys to the digit receiver. Clock thread only.</summary>
internal sealed class RtpReceiver(CallBuffers buffers)
{
    private const int ComfortNoisePayload = 13;

    /// <summary>What drafts of RFC 3551 gave to comfort noise, and old phones still use.</summary>
    private const int OldComfortNoisePayload = 19;
    /// <summary>10 ms: less than a pause that the far end may have left out.</summary>
    private const int MostOff = PhoneAudio.FrameSamples / 2;

    private readonly InterarrivalJitter _jitter = new();
    private readonly DigitReceiver _digits = new();
    private readonly StreamTime _time = new();
    private RtpAgreement? _agreement;
    private HeardSource _source;
    private ushort _soundSequence;
    private uint _soundEnd;
    private uint _slip;
    private bool _hasSound;

    /// <summary>Where the far end is.</summary>
    public SymmetricLatch Latch { get; } = new();

    /// <summary>The sound received.</summary>
    public JitterBuffer Buffer { get; } = new(buffers);

    /// <summary>What came and what did not.</summary>
    public SequenceTracker Sequence { get; } = new();

    /// <summary>The far end's source; null until something came.</summary>
    public uint? Ssrc => _source.Ssrc;

    /// <summary>The far end said that it would be silent.</summary>
    public bool IsQuiet { get; private set; }

    public long Invalid { get; private set; }

    public long Foreign { get; private set; }

    /// <summary>The jitter in units of the far end's timestamps.</summary>
    public uint JitterUnits => (uint)(_jitter.Samples * _time.UnitsPerSample);

    private SrtpReceiver? Opening => _agreement?.Opening;

    /// <summary>What was agreed, now or anew.</summary>
    public void Apply(RtpAgreement agreement)
    {
        // 0.0.0.0 is the old way to hold (RFC 2543): it is no place, and the far end stays where it was.
        if (_agreement is null || !agreement.Parameters.Remote.Address.Equals(IPAddress.Any)) Latch.Signal(new PeerAddress(agreement.Parameters.Remote));
        if (_agreement is { } before && agreement.ChangesKeys(before)) _digits.StartOver();
        _agreement = agreement;
    }

    /// <summary>Another may speak for the far end from now on: where it is and whether it said that it would be silent is open again, and nothing is left to hear.</summary>
    public void StartOver()
    {
        IsQuiet = false;
        Latch.StartOver();
        _source.StartOver();
        Buffer.Reset();
        _digits.StartOver();
    }

    /// <summary>One datagram, which is decrypted in place. Says whether it belongs to the stream; <paramref name="key"/> is null unless it begins a key press.</summary>
    public bool Accept(Span<byte> datagram, in PeerAddress source, long receivedAt, long tick, out char? key)
    {
        key = null;
        if (Opening is { } opening)
        {
            if (!opening.TryOpen(datagram, out var length)) return false;
            datagram = datagram[..length];
        }

        if (!RtpPacket.TryRead(datagram, out var packet))
        {
            Invalid++;
            return false;
        }

        if (!IsKnown(packet)) return TakeOther(packet, source, tick);
        if (!Latch.Accept(source, packet, tick, isAuthentic: Opening is not null))
        {
            Foreign++;
            return false;
        }

        var isKey = _agreement!.IsKey(packet);
        // Some far ends send keys as a source of its own, beside their sound, which goes on.
        var isBeside = packet.Ssrc != Ssrc && isKey && Ssrc is not null;
        if (!isBeside && !IsHeard(packet, tick)) return true;
        if (isKey) key = _digits.Report(packet, tick);
        else if (packet.PayloadType == ComfortNoisePayload) TakeSilence(packet);
        else TakeSound(packet, receivedAt);
        return true;
    }

    /// <summary>Signalling tells of a key; null where its event tells of it.</summary>
    public char? Press(char key, long tick) => _digits.ReportSignalled(key, tick);

    public RtpStatistics Statistics() => new()
    {
        Received = Sequence.Received,
        Lost = Sequence.Lost,
        LossEvents = Sequence.Gaps,
        Duplicate = Sequence.Duplicates,
        Reordered = Sequence.Reordered,
        Late = Buffer.Late,
        Concealed = Buffer.Concealed,
        Invalid = Invalid,
        Foreign = Foreign,
        Unauthentic = Opening?.Unauthentic ?? 0,
        Replayed = Opening?.Replayed ?? 0,
        JitterMilliseconds = _jitter.Milliseconds,
        BufferMilliseconds = Buffer.MeanDelay * 1000 / PhoneAudio.SampleRate,
    };

    private bool IsKnown(in RtpPacket packet) =>
        _agreement?.IsKey(packet) == true
        || packet.PayloadType == ComfortNoisePayload
        || (_agreement?.Decoder(packet.PayloadType) is { } codec && !packet.Payload.IsEmpty && packet.Payload.Length <= codec.MostPayload);

    /// <summary>
    /// Empty, or of a number that nobody agreed on, as what is sent to keep a NAT open (RFC 6263 sections 4.2 and 4.6). Of the source that is heard it shows that the far end lives;
    /// where that is and who is heard it never decides.
    /// </summary>
    private bool TakeOther(in RtpPacket packet, in PeerAddress source, long tick)
    {
        if (packet.Ssrc != Ssrc || !source.Equals(Latch.Peer))
        {
            Invalid++;
            return false;
        }

        if (!IsHeard(packet, tick)) return true;
        if (packet.PayloadType == OldComfortNoisePayload) TakeSilence(packet);
        else Invalid++;
        return true;
    }

    /// <summary>It is of the source that is heard, from now on or before, and has not been here yet.</summary>
    private bool IsHeard(in RtpPacket packet, long tick)
    {
        if (packet.Ssrc == Ssrc) _source.Hear(tick);
        else if (!_source.TryReplace(packet.Ssrc, tick)) return false;
        else
        {
            Sequence.Reset();
            StartSound();
        }

        return Sequence.Accept(packet.Sequence);
    }

    private void StartSound()
    {
        _jitter.Reset();
        _time.Reset();
        Buffer.Reset();
        _hasSound = false;
        _slip = 0;
    }

    private void TakeSilence(in RtpPacket packet)
    {
        const int level = 0x7F;
        IsQuiet = true;
        Buffer.Silence(_time.Samples(packet.Timestamp) + _slip, packet.Payload.IsEmpty ? level : packet.Payload[0] & level);
    }

    // The longest packet is six times the usual one: clearing room for it would cost more than decoding.
    [SkipLocalsInit]
    private void TakeSound(in RtpPacket packet, long receivedAt)
    {
        Span<short> pcm = stackalloc short[SoundCodec.MostSamples];
        var codec = _agreement!.Decoder(packet.PayloadType)!;
        if (codec.UnitsPerSample != _time.UnitsPerSample)
        {
            StartSound();
            _time.UnitsPerSample = codec.UnitsPerSample;
        }

        var stamped = _time.Samples(packet.Timestamp);
        _jitter.Observe(receivedAt, stamped);
        IsQuiet = false;
        var timestamp = Place(packet.Sequence, stamped);
        if (codec.IsOrdered && _hasSound && !TryFollow(codec, packet, timestamp, pcm)) return;
        var length = codec.Decode(packet.Payload, pcm);
        if (length == 0) return;
        Buffer.Push(timestamp, pcm[..length]);
        (_soundSequence, _soundEnd, _hasSound) = (packet.Sequence, timestamp + (uint)length, true);
    }

    /// <summary>
    /// Where in time a packet's sound lies. Nothing is missing between packets that follow each other in sequence (RFC 3550 section 5.1), so a far end that takes its timestamps from a clock of
    /// its own, or stamps two packets alike, is heard without a seam; what its time was off by goes on for the packets after it.
    /// </summary>
    private uint Place(ushort sequence, uint stamped)
    {
        var place = stamped + _slip;
        if (place == _soundEnd || !_hasSound || (ushort)(sequence - _soundSequence) != 1) return place;
        var off = (int)(_soundEnd - place);
        if (off is < -MostOff or > MostOff) return place;
        _slip += (uint)off;
        return _soundEnd;
    }

    /// <summary>False when the packet comes after a later one. Where some were lost before it, it may tell what was in them.</summary>
    private bool TryFollow(SoundCodec codec, in RtpPacket packet, uint timestamp, Span<short> pcm)
    {
        var ahead = (short)(packet.Sequence - _soundSequence);
        if (ahead is < 0 and > -SequenceTracker.Window) return false;
        var gap = (int)(timestamp - _soundEnd);
        if (ahead > 1 && gap is > 0 and <= SoundCodec.MostSamples)
        {
            var made = codec.Recover(packet.Payload, pcm[..gap]);
            Buffer.Push(_soundEnd, pcm[..made]);
        }

        return true;
    }
}
