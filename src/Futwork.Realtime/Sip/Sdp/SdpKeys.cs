using Futwork.Realtime.Rtp.Srtp;

namespace Futwork.Realtime.Sip.Sdp;

/// <summary>The keys that both sides agreed on; none: plain RTP.</summary>
internal readonly record struct SdpKeyPair(SrtpKeys? Send, SrtpKeys? Receive, int Tag)
{
    public static SdpKeyPair None => default;
}

/// <summary>Our side of the agreement on keys (RFC 4568). Each suite has one key of ours for as long as the peer is the same, so that a new offer does not change it.</summary>
internal sealed class SdpKeys(SipMediaEncryption policy)
{
    private readonly Dictionary<SrtpSuite, SrtpKeys> _own = [];
    private bool _encrypted;

    /// <summary>The lines of what we said last, which an answer to it chooses from: an offer that changes nothing may be an answer of ours, with the peer's tag.</summary>
    private IReadOnlyList<SdpCrypto> _said = [];

    /// <summary>The number of the peer: 0, and one more for each that took the place of another.</summary>
    public int Party { get; private init; }

    /// <summary>The transport of our offers. What was encrypted once is not offered as a choice again.</summary>
    public string Protocol => policy is SipMediaEncryption.Required || _encrypted ? "RTP/SAVP" : "RTP/AVP";

    /// <summary>Keys for somebody who takes the peer's place: he gets others than the peer had, under which we begin to count anew.</summary>
    public SdpKeys ForNewcomer() => new(policy) { _encrypted = _encrypted, Party = Party + 1 };

    /// <summary>Our <c>a=crypto</c> lines.</summary>
    /// <param name="isBrief">The suite that every peer knows, and no other: each takes some 90 bytes.</param>
    public IReadOnlyList<SdpCrypto> Offer(bool isBrief = false) =>
        _said = policy is SipMediaEncryption.Off ? [] : [.. SrtpSuites.Preferred.Take(isBrief ? 1 : int.MaxValue).Select((suite, index) => new SdpCrypto(index + 1, Own(suite)))];

    /// <summary>What the answer to our offer chose; null when it does not fit the offer.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="isEarly">The call is not answered: another phone, or another gateway, may yet do so without keys.</param>
    public SdpKeyPair? Accept(SdpMedia answer, bool isEarly = false)
    {
        if (policy is SipMediaEncryption.Off) return answer.IsSecure ? null : SdpKeyPair.None;
        if (!answer.NamesKeys) return answer.IsSecure || Protocol is "RTP/SAVP" ? null : SdpKeyPair.None;
        if (answer.Crypto is not [var chosen] || _said.FirstOrDefault(o => o.Tag == chosen.Tag) is not { } offered) return null;
        return chosen.Keys.Suite == offered.Keys.Suite ? Agree(chosen, isEarly) : null;
    }

    /// <summary>What to answer to an offer; null when it cannot be taken.</summary>
    public SdpKeyPair? Choose(SdpMedia offer)
    {
        if (policy is SipMediaEncryption.Off) return offer.IsSecure ? null : SdpKeyPair.None;
        if (offer.Crypto is [var first, ..]) return Agree(first);
        return offer.IsSecure || policy is SipMediaEncryption.Required ? null : SdpKeyPair.None;
    }

    /// <summary>The line that answers with that choice.</summary>
    public string AnswerLine(in SdpKeyPair keys)
    {
        _said = keys.Send is null ? [] : [new SdpCrypto(keys.Tag, keys.Send)];
        return _said is [var line] ? line.ToLine() : "";
    }

    private SdpKeyPair Agree(SdpCrypto theirs, bool isEarly = false)
    {
        _encrypted |= !isEarly;
        return new SdpKeyPair(Own(theirs.Keys.Suite), theirs.Keys, theirs.Tag);
    }

    private SrtpKeys Own(SrtpSuite suite) =>
        _own.TryGetValue(suite, out var keys) ? keys : _own[suite] = SrtpKeys.Generate(suite);
}
