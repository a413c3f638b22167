using Futwork.Realtime.Sip.Messages;

namespace Futwork.Realtime.Sip.Digest;

/// <summary>
/// Answers the challenges of one call: a server's (401) and those of proxies (407), which their realms tell apart (RFC 3261 section 22.3), each with its own nonce and counter.
/// A challenge that comes again for the same nonce means that the password is wrong.
/// </summary>
internal sealed class DigestAuthorizer(SipCredentials? credentials, Func<string> newNonce)
{
    private const int MaxStale = 3;

    /// <summary>More than ask on any way. A proxy that names another realm each time is not answered for ever.</summary>
    private const int MaxAsking = 4;

    private const string Server = "Authorization";
    private const string Proxy = "Proxy-Authorization";

    private readonly List<Protection> _known = [];
    private int _stale;

    /// <summary>Puts into <paramref name="request"/> what the last challenges want, so that later requests are not challenged again.</summary>
    public void Authorize(SipRequest request)
    {
        request.Headers.RemoveAll(h => h.Key is Server or Proxy);
        if (credentials is null) return;
        foreach (var known in _known)
        {
            var header = DigestResponse.Header(known.Challenge, credentials, request.Method.Name(), request.Uri, ++known.Count, known.ClientNonce);
            request.Headers.Add(new(known.IsProxy ? Proxy : Server, header));
        }
    }

    /// <summary>Takes a 401 or 407; <c>false</c> when it cannot be answered and stands as the final response.</summary>
    public bool TryTake(SipMessage response)
    {
        if (credentials is null) return false;
        var isProxy = response.Status == 407;
        if (Strongest(response, isProxy ? SipHeader.ProxyAuthenticate : SipHeader.WwwAuthenticate) is not { } challenge) return false;
        var known = _known.Find(k => k.IsProxy == isProxy && (!isProxy || k.Challenge.Realm == challenge.Realm));
        if (known is null ? _known.Count == MaxAsking : !IsFresh(known, challenge)) return false;
        if (known is not null) _known.Remove(known);
        _known.Add(new Protection(challenge, newNonce(), isProxy));
        return true;
    }

    /// <summary>
    /// After an answer only a stale nonce may be tried anew, and not for ever. A different nonce without the stale flag is
    /// what a server sends that makes a new one for each refusal.
    /// </summary>
    private bool IsFresh(Protection known, DigestChallenge challenge)
    {
        var wasAccepted = known.Accepted;
        return (challenge.IsStale || wasAccepted) && challenge.Nonce != known.Challenge.Nonce && ++_stale <= MaxStale;
    }

    /// <summary>The request went through: a later challenge then is a new one, not a refusal.</summary>
    /// <param name="isFinal">It is over. After a mere 1xx the challenges go on being counted: a peer that rings before each refusal is not answered for ever.</param>
    public void Accepted(bool isFinal = true)
    {
        if (isFinal) _stale = 0;
        foreach (var known in _known) known.Accepted = true;
    }

    private static DigestChallenge? Strongest(SipMessage response, SipHeader header)
    {
        DigestChallenge? best = null;
        for (var i = 0; i < response.FieldCount; i++)
        {
            if (response.HeaderAt(i) != header || DigestChallenge.Parse(response.ValueAt(i)) is not { } challenge) continue;
            if (best is null || challenge.Algorithm > best.Algorithm) best = challenge;
        }

        return best;
    }

    private sealed class Protection(DigestChallenge challenge, string clientNonce, bool isProxy)
    {
        public DigestChallenge Challenge => challenge;

        public string ClientNonce => clientNonce;

        public bool IsProxy => isProxy;

        public uint Count { get; set; }

        public bool Accepted { get; set; }
    }
}
