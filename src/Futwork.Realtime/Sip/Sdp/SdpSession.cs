using System.Net;
using System.Security.Cryptography;
using System.Text;
using Futwork.Realtime.Rtp;

namespace Futwork.Realtime.Sip.Sdp;

/// <summary>
/// Our side of one call's offer/answer (RFC 3264): writes offers and answers, and turns the peer's into what the RTP engine
/// needs. The version in <c>o=</c> grows only when what we say changes (RFC 3264 section 8).
/// </summary>
internal sealed class SdpSession(IPEndPoint local, IReadOnlyList<AudioCodec> codecs, SipMediaEncryption encryption = SipMediaEncryption.Off)
{
    private readonly SdpKeys _keys = new(encryption);
    private readonly uint _id = (uint)RandomNumberGenerator.GetInt32(int.MaxValue);
    private uint _version = 1;
    private string? _last;

    /// <summary>Everything we can do, for an INVITE or for the answer to one that makes no offer.</summary>
    public byte[] Offer()
    {
        var formats = string.Join(' ', codecs.Select(c => (int)c));
        var text = new StringBuilder();
        text.Append($"m=audio {local.Port} {_keys.Protocol} {formats} {SdpCodecs.OwnTelephoneEvent}\r\n");
        foreach (var codec in codecs) Map(text, codec);
        Events(text, SdpCodecs.OwnTelephoneEvent);
        foreach (var crypto in _keys.Offer()) text.Append(crypto.ToLine());
        return Write(text.Append("a=ptime:20\r\na=sendrecv\r\n").ToString());
    }

    /// <summary>What we said last, for an offer that changes nothing; before the first, everything we can do.</summary>
    public byte[] Repeat() => _last is { } media ? Write(media) : Offer();

    /// <summary>Reads the answer to our offer; null when there is nothing in it that we can carry.</summary>
    public RtpParameters? Accept(ReadOnlySpan<byte> answer) =>
        SdpDescription.TryParse(answer, out var description)
        && description.Media.FirstOrDefault(m => m.IsAudio) is { } audio
        && SdpCodecs.Choose(audio, codecs) is { } choice
        && _keys.Accept(audio) is { } keys
            ? Parameters(audio, choice, keys)
            : null;

    /// <summary>Answers an offer: one audio stream is taken, an encrypted one rather than a plain one, every other refused with port 0. Null: nothing fits (488).</summary>
    public (byte[] Answer, RtpParameters Parameters)? Answer(ReadOnlySpan<byte> offer)
    {
        if (!SdpDescription.TryParse(offer, out var description)) return null;
        var audio = description.Media.Where(m => m.IsAudio && SdpCodecs.Choose(m, codecs) is not null).OrderByDescending(m => m.Crypto.Count > 0).ToList()
            .Find(m => _keys.Choose(m) is not null);
        if (audio is null || SdpCodecs.Choose(audio, codecs) is not { } choice || _keys.Choose(audio) is not { } keys) return null;
        if (Parameters(audio, choice, keys) is not { } parameters) return null;
        var text = new StringBuilder();
        foreach (var media in description.Media)
        {
            if (ReferenceEquals(media, audio)) Taken(text, audio, choice, keys);
            else text.Append($"m={media.Kind} 0 {media.Protocol} {string.Join(' ', media.Formats)}\r\n");
        }

        return (Write(text.ToString()), parameters);
    }

    private static RtpParameters? Parameters(SdpMedia audio, SdpCodecChoice choice, in SdpKeyPair keys)
    {
        if (audio.Address is null) return null;
        var held = audio.Address.Equals(IPAddress.Any);
        return new RtpParameters(
            new IPEndPoint(audio.Address, audio.Port),
            choice.Codec,
            choice.TelephoneEvent,
            Send: !held && audio.Direction is (SdpDirection.SendReceive or SdpDirection.ReceiveOnly),
            Receive: audio.Direction is SdpDirection.SendReceive or SdpDirection.SendOnly)
        {
            SendKeys = keys.Send,
            ReceiveKeys = keys.Receive,
        };
    }

    private void Taken(StringBuilder text, SdpMedia offer, SdpCodecChoice choice, in SdpKeyPair keys)
    {
        text.Append($"m=audio {local.Port} {offer.Protocol} {(int)choice.Codec}");
        if (choice.TelephoneEvent is { } type) text.Append($" {type}");
        text.Append("\r\n");
        Map(text, choice.Codec);
        if (choice.TelephoneEvent is { } events) Events(text, events);
        text.Append(SdpKeys.AnswerLine(keys));
        text.Append($"a=ptime:20\r\na={AnswerTo(offer)}\r\n");
    }

    /// <summary>RFC 3264 section 6.1. An address of 0.0.0.0 is the old way to hold (RFC 2543).</summary>
    private static string AnswerTo(SdpMedia offer) => offer.Direction switch
    {
        SdpDirection.SendOnly => "recvonly",
        SdpDirection.ReceiveOnly => "sendonly",
        SdpDirection.Inactive => "inactive",
        _ => IPAddress.Any.Equals(offer.Address) ? "recvonly" : "sendrecv",
    };

    private static void Map(StringBuilder text, AudioCodec codec) => text.Append($"a=rtpmap:{(int)codec} {SdpCodecs.Name(codec)}/8000\r\n");

    private static void Events(StringBuilder text, int type) =>
        text.Append($"a=rtpmap:{type} telephone-event/8000\r\na=fmtp:{type} 0-16\r\n");

    private byte[] Write(string media)
    {
        if (_last is not null && _last != media) _version++;
        _last = media;
        var family = local.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? "IP6" : "IP4";
        return Encoding.UTF8.GetBytes(
            $"v=0\r\no=- {_id} {_version} IN {family} {local.Address}\r\ns=-\r\nc=IN {family} {local.Address}\r\nt=0 0\r\n{media}");
    }
}
