using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp.Srtp;

namespace Futwork.Realtime.Rtp;

/// <summary>
/// What offer and answer agreed on, and what was made for it off the clock thread: ciphers and codecs, which go on from
/// one agreement of a call to the next as long as they fit.
/// </summary>
internal sealed class RtpAgreement : IDisposable
{
    private readonly List<SoundCodec> _codecs;

    // By their keys: a call that goes on in the clear for a while and comes back to its keys must not begin to count anew under them (RFC 3711 section 9.1).
    private readonly List<SrtpSender> _senders;
    private readonly List<SrtpReceiver> _receivers;

    // Few, so that to look through them costs less than a table of all numbers.
    private readonly List<(int PayloadType, SoundCodec Codec)> _decoders = new(4);
    private readonly PeerAddress _signalled;
    private readonly PeerAddress? _rtcp;

    private RtpAgreement(RtpAgreement? before, RtpParameters parameters)
    {
        Parameters = parameters;
        _signalled = new PeerAddress(parameters.Remote);
        _rtcp = parameters.Rtcp is { } rtcp ? new PeerAddress(rtcp) : null;
        _codecs = before is null ? [] : [.. before._codecs];
        _senders = before?._senders ?? [];
        _receivers = before?._receivers ?? [];
        Encoder = Codec(parameters.Codec);
        KeyRate = parameters.TelephoneEventRate ?? ((int)Encoder.UnitsPerSample * PhoneAudio.SampleRate);
        _decoders.Add((PayloadType, Encoder));
        if (parameters.OpusPayloadType is { } opus) _decoders.AddRange([(opus, Codec(AudioCodec.Opus)), ((int)AudioCodec.Opus, Codec(AudioCodec.Opus))]);
        if (parameters.ListensToG722) _decoders.Add(((int)AudioCodec.G722, Codec(AudioCodec.G722)));
        _decoders.AddRange([((int)AudioCodec.Pcmu, Codec(AudioCodec.Pcmu)), ((int)AudioCodec.Pcma, Codec(AudioCodec.Pcma))]);
        Protection = parameters.SendKeys is { } send ? Sender(send) : null;
        Opening = parameters.ReceiveKeys is { } receive ? Receiver(receive, before) : null;
    }

    public RtpParameters Parameters { get; }

    /// <summary>Makes payloads of what we say.</summary>
    public SoundCodec Encoder { get; }

    /// <summary>The number of those payloads.</summary>
    public int PayloadType => Parameters.PayloadType ?? (int)Parameters.Codec;

    /// <summary>Units a second by which we count how long a key is pressed.</summary>
    public int KeyRate { get; }

    /// <summary>Encrypts what we send.</summary>
    public SrtpSender? Protection { get; }

    /// <summary>Decrypts what we receive.</summary>
    public SrtpReceiver? Opening { get; }

    /// <summary>The agreement after <paramref name="before"/>.</summary>
    public static RtpAgreement Follow(RtpAgreement? before, RtpParameters parameters) => new(before, parameters);

    /// <summary>Where reports go, when none has come yet: where the far end said, or above the port of its sound, wherever that turned out to be.</summary>
    public PeerAddress Rtcp(in PeerAddress sound)
    {
        if (!sound.IsSameHost(_signalled)) return sound.NextPort();
        return _rtcp ?? _signalled.NextPort();
    }

    /// <summary>
    /// A packet tells of a key press: by the far end's number, or by one of ours, under which it may send when it answered our offer with another
    /// (RFC 3264 section 5.1). Some do although their answer names no such number.
    /// </summary>
    public bool IsKey(in RtpPacket packet)
    {
        var theirs = Parameters.TelephoneEventPayloadType;
        if (packet.PayloadType == theirs) return true;
        return packet.PayloadType is TelephoneEvents.Offered or TelephoneEvents.OfferedAt48000
            && (theirs is not null || packet.Payload.Length == TelephoneEvents.PayloadSize) && Decoder(packet.PayloadType) is null;
    }

    /// <summary>Another speaks for the far end than <paramref name="before"/>, or key presses are not agreed on any more: it may tell of them in another way.</summary>
    public bool ChangesKeys(RtpAgreement before) =>
        Parameters.Party != before.Parameters.Party || (Parameters.TelephoneEventPayloadType is null && before.Parameters.TelephoneEventPayloadType is not null);

    /// <summary>What understands a payload type; null when nothing does.</summary>
    public SoundCodec? Decoder(int payloadType)
    {
        foreach (var (number, codec) in _decoders)
        {
            if (number == payloadType) return codec;
        }

        return null;
    }

    public void Dispose()
    {
        foreach (var sender in _senders) sender.Dispose();
        foreach (var receiver in _receivers) receiver.Dispose();
        foreach (var codec in _codecs) codec.Dispose();
    }

    private SrtpSender Sender(SrtpKeys keys)
    {
        if (_senders.Find(sender => sender.Keys.Equals(keys)) is { } known) return known;
        var made = new SrtpSender(keys);
        _senders.Add(made);
        return made;
    }

    private SrtpReceiver Receiver(SrtpKeys keys, RtpAgreement? before)
    {
        if (_receivers.Find(receiver => receiver.Keys.Equals(keys)) is { } known) return known;
        var made = new SrtpReceiver(keys, before?.Opening, isNewcomer: before is not null && before.Parameters.Party != Parameters.Party);
        _receivers.Add(made);
        return made;
    }

    private SoundCodec Codec(AudioCodec kind)
    {
        foreach (var codec in _codecs)
        {
            if (codec.Kind == kind) return codec;
        }

        var made = SoundCodec.Create(kind);
        _codecs.Add(made);
        return made;
    }
}
