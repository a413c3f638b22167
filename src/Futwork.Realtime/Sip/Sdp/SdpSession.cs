using System.Net;
using System.Text;
using Futwork.Realtime.Rtp;

namespace Futwork.Realtime.Sip.Sdp;

/// <summary>
/// Our side of one call's offer/answer (RFC 3264): writes offers and answers, and turns the peer's into what the RTP engine
/// needs. The version in <c>o=</c> grows only when what we say changes (RFC 3264 section 8).
/// </summary>
internal sealed class SdpSession
{
    private readonly IPEndPoint _local;
    private readonly AudioCodec[] _codecs;
    private readonly uint _id = (uint)Random.Shared.Next();
    private SdpKeys _keys;
    private uint _version = 1;
    private string? _last;

    /// <summary>The session's <c>m=</c> lines, of which none is ever lost and each keeps its place (RFC 3264 section 8): null is ours, the others are refused.</summary>
    private IReadOnlyList<string?> _lines = [null];

    /// <param name="local">Where we want our sound.</param>
    /// <param name="codecs">What we speak, best first; what this machine cannot speak is left out.</param>
    /// <param name="encryption">Whether the sound is encrypted.</param>
    public SdpSession(IPEndPoint local, IReadOnlyList<AudioCodec> codecs, SipMediaEncryption encryption = SipMediaEncryption.Off)
    {
        _local = local;
        _codecs = [.. codecs.Where(SdpCodecs.IsAvailable)];
        _keys = new SdpKeys(encryption);
    }

    /// <summary>Everything we can do, for an INVITE or for the answer to one that makes no offer.</summary>
    /// <param name="isBrief">No more keys than are needed.</param>
    public byte[] Offer(bool isBrief = false)
    {
        List<int> rates = [];
        var text = new StringBuilder(256).Append($"m=audio {_local.Port} {_keys.Protocol}");
        foreach (var codec in _codecs)
        {
            text.Append($" {(int)codec}");
            if (SdpCodecs.ClockRate(codec) is var rate && !rates.Contains(rate)) rates.Add(rate);
        }

        foreach (var rate in rates) text.Append($" {OwnEvents(rate)}");
        text.Append("\r\n");
        foreach (var codec in _codecs) Map(text, codec, (int)codec);
        foreach (var rate in rates) Events(text, OwnEvents(rate), rate);
        foreach (var crypto in _keys.Offer(isBrief)) text.Append(crypto.ToLine());
        return Write(Whole(text.Append("a=rtcp-mux\r\na=ptime:20\r\na=sendrecv\r\n").ToString()));
    }

    /// <summary>The same for somebody who takes the peer's place, with keys that the peer does not know.</summary>
    public byte[] OfferToNewcomer()
    {
        _keys = _keys.ForNewcomer();
        _lines = [null];
        return Offer();
    }

    /// <summary>What we said last, for an offer that changes nothing; before the first, everything we can do.</summary>
    public byte[] Repeat() => _last is { } media ? Write(media) : Offer();

    /// <summary>Reads the answer to our offer; null when there is nothing in it that we can carry.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="isEarly">The call is not answered: this binds nobody.</param>
    public RtpParameters? Accept(ReadOnlySpan<byte> answer, bool isEarly = false) =>
        SdpDescription.TryParse(answer, out var description)
        && description.Media.FirstOrDefault(m => m.IsAudio) is { } audio
        && SdpCodecs.Choose(audio, _codecs) is { } choice
        && _keys.Accept(audio, isEarly) is { } keys
            ? Parameters(audio, choice, keys)
            : null;

    /// <summary>Answers an offer: one audio stream is taken, an encrypted one rather than a plain one, every other refused with port 0. Null: nothing fits (488).</summary>
    public (byte[] Answer, RtpParameters Parameters)? Answer(ReadOnlySpan<byte> offer)
    {
        if (!SdpDescription.TryParse(offer, out var description)) return null;
        var audio = description.Media.Where(m => m.IsAudio && SdpCodecs.Choose(m, _codecs) is not null).OrderByDescending(m => m.Crypto.Count > 0).ToList()
            .Find(m => _keys.Choose(m) is not null);
        if (audio is null || SdpCodecs.Choose(audio, _codecs) is not { } choice || _keys.Choose(audio) is not { } keys) return null;
        if (Parameters(audio, choice, keys) is not { } parameters) return null;
        _lines = [.. description.Media.Select(media => ReferenceEquals(media, audio) ? null : $"m={media.Kind} 0 {media.Protocol} {string.Join(' ', media.Formats)}\r\n")];
        return (Write(Whole(Taken(audio, choice, keys))), parameters);
    }

    /// <summary>The same for somebody who takes the peer's place, with keys that the peer does not know. When nothing fits, the peer keeps its own.</summary>
    public (byte[] Answer, RtpParameters Parameters)? AnswerNewcomer(ReadOnlySpan<byte> offer)
    {
        var before = _keys;
        _keys = before.ForNewcomer();
        if (Answer(offer) is { } agreed) return agreed;
        _keys = before;
        return null;
    }

    private RtpParameters? Parameters(SdpMedia audio, SdpCodecChoice choice, in SdpKeyPair keys)
    {
        // Sound cannot leave our port for an address of the other family, whatever was agreed.
        if (audio.Address?.AddressFamily != _local.AddressFamily) return null;
        var held = audio.Address.Equals(IPAddress.Any);
        return new RtpParameters(
            new IPEndPoint(audio.Address, audio.Port),
            choice.Codec,
            choice.TelephoneEvent,
            Send: !held && audio.Direction is (SdpDirection.SendReceive or SdpDirection.ReceiveOnly),
            Receive: audio.Direction is SdpDirection.SendReceive or SdpDirection.SendOnly)
        {
            PayloadType = choice.PayloadType,
            TelephoneEventRate = choice.TelephoneEvent is { } events && int.TryParse(RateOf(audio, events), out var rate) && rate is > 0 and <= 192_000 ? rate : null,
            ListensToG722 = Both(audio, AudioCodec.G722) is not null,
            OpusPayloadType = Both(audio, AudioCodec.Opus),
            SendKeys = keys.Send,
            ReceiveKeys = keys.Receive,
            Party = _keys.Party,
            RtcpMux = audio.RtcpMux,
            Rtcp = audio.Rtcp,
        };
    }

    /// <summary>The peer's number for a codec that both named: it may send any of those at any time (RFC 3264 section 5.1).</summary>
    private int? Both(SdpMedia audio, AudioCodec codec) => _codecs.Contains(codec) ? SdpCodecs.NumberOf(audio, codec) : null;

    private string Taken(SdpMedia offer, SdpCodecChoice choice, in SdpKeyPair keys)
    {
        var text = new StringBuilder(256).Append($"m=audio {_local.Port} {offer.Protocol} {choice.PayloadType}");
        if (choice.TelephoneEvent is { } type) text.Append($" {type}");
        text.Append("\r\n");
        Map(text, choice.Codec, choice.PayloadType);
        if (choice.TelephoneEvent is { } events) Events(text, events, RateOf(offer, events));
        text.Append(_keys.AnswerLine(keys));
        if (offer.RtcpMux) text.Append("a=rtcp-mux\r\n");
        return text.Append($"a=ptime:20\r\na={AnswerTo(offer)}\r\n").ToString();
    }

    private string Whole(string ours) => string.Concat(_lines.Select(line => line ?? ours));

    /// <summary>RFC 3264 section 6.1. An address of 0.0.0.0 is the old way to hold (RFC 2543).</summary>
    private static string AnswerTo(SdpMedia offer) => offer.Direction switch
    {
        SdpDirection.SendOnly => "recvonly",
        SdpDirection.ReceiveOnly => "sendonly",
        SdpDirection.Inactive => "inactive",
        _ => IPAddress.Any.Equals(offer.Address) ? "recvonly" : "sendrecv",
    };

    /// <summary>Opus gets no more than the 8 kHz that sound has inside the platform, and redundancy.</summary>
    private static void Map(StringBuilder text, AudioCodec codec, int type)
    {
        text.Append($"a=rtpmap:{type} {SdpCodecs.Encoding(codec)}\r\n");
        if (codec is AudioCodec.Opus) text.Append($"a=fmtp:{type} useinbandfec=1;maxplaybackrate=8000;sprop-maxcapturerate=8000\r\n");
    }

    private static int OwnEvents(int rate) => rate == 48000 ? SdpCodecs.OwnTelephoneEventAt48000 : SdpCodecs.OwnTelephoneEvent;

    private static string RateOf(SdpMedia offer, int type) => offer.Maps[type].Split('/')[1];

    private static void Events<T>(StringBuilder text, int type, T rate) =>
        text.Append($"a=rtpmap:{type} telephone-event/{rate}\r\na=fmtp:{type} 0-16\r\n");

    private byte[] Write(string media)
    {
        if (_last is not null && _last != media) _version++;
        _last = media;
        var family = _local.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? "IP6" : "IP4";
        return Encoding.UTF8.GetBytes(
            $"v=0\r\no=- {_id} {_version} IN {family} {_local.Address}\r\ns=-\r\nc=IN {family} {_local.Address}\r\nt=0 0\r\n{media}");
    }
}
