using Futwork.Realtime.Rtp.Srtp;

namespace Futwork.Realtime.Rtp;

/// <summary>
/// What offer and answer agreed on, and what was made for it off the clock thread: ciphers and codecs, which go on from
/// one agreement of a call to the next as long as they fit.
/// </summary>
internal sealed class RtpAgreement : IDisposable
{
    private readonly Dictionary<AudioCodec, SoundCodec> _codecs;
    private readonly SoundCodec?[] _decoders = new SoundCodec?[128];

    private readonly PeerAddress _signalled;
    private readonly PeerAddress? _rtcp;

    private RtpAgreement(RtpAgreement? before, RtpParameters parameters)
    {
        Parameters = parameters;
        _signalled = new PeerAddress(parameters.Remote);
        _rtcp = parameters.Rtcp is { } rtcp ? new PeerAddress(rtcp) : null;
        _codecs = before is null ? [] : new(before._codecs);
        Encoder = Codec(parameters.Codec);
        _decoders[(int)AudioCodec.Pcmu] = Codec(AudioCodec.Pcmu);
        _decoders[(int)AudioCodec.Pcma] = Codec(AudioCodec.Pcma);
        if (parameters.ListensToG722) _decoders[(int)AudioCodec.G722] = Codec(AudioCodec.G722);
        if (parameters.OpusPayloadType is { } opus) _decoders[opus] = _decoders[(int)AudioCodec.Opus] = Codec(AudioCodec.Opus);
        _decoders[PayloadType] = Encoder;
        Protection = parameters.SendKeys is not { } send ? null
            : send.Equals(before?.Protection?.Keys) ? before.Protection : new SrtpSender(send);
        Opening = parameters.ReceiveKeys is not { } receive ? null
            : receive.Equals(before?.Opening?.Keys) ? before.Opening : new SrtpReceiver(receive, before?.Opening);
    }

    public RtpParameters Parameters { get; }

    /// <summary>Makes payloads of what we say.</summary>
    public SoundCodec Encoder { get; }

    /// <summary>The number of those payloads.</summary>
    public int PayloadType => Parameters.PayloadType ?? (int)Parameters.Codec;

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

    /// <summary>What understands a payload type; null when nothing does.</summary>
    public SoundCodec? Decoder(int payloadType) => _decoders[payloadType];

    public void Dispose()
    {
        Protection?.Dispose();
        Opening?.Dispose();
        foreach (var codec in _codecs.Values) codec.Dispose();
    }

    private SoundCodec Codec(AudioCodec kind) => _codecs.TryGetValue(kind, out var known) ? known : _codecs[kind] = SoundCodec.Create(kind);
}
