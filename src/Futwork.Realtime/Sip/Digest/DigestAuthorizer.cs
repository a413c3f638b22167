using Futwork.Realtime.Sip.Messages;

namespace Futwork.Realtime.Sip.Digest;

/// <summary>
/// Answers the challenges of one call: a server's (401) and a proxy's (407), each with its own nonce and counter. A challenge
/// that comes again for the same nonce means that the password is wrong.
/// </summary>
internal sealed class DigestAuthorizer(SipCredentials? credentials, Func<string> newNonce)
{
    private const int MaxStale = 3;

    private Protection? _server;
    private Protection? _proxy;
    private int _stale;

    /// <summary>Puts into <paramref name="request"/> what the last challenges want, so that later requests are not challenged again.</summary>
    public void Authorize(SipRequest request)
    {
        Put(request, "Authorization", _server);
        Put(request, "Proxy-Authorization", _proxy);
    }

    /// <summary>Takes a 401 or 407; <c>false</c> when it cannot be answered and stands as the final response.</summary>
    public bool TryTake(SipMessage response)
    {
        if (credentials is null) return false;
        var header = response.Status == 401 ? SipHeader.WwwAuthenticate : SipHeader.ProxyAuthenticate;
        if (Strongest(response, header) is not { } challenge) return false;
        ref var protection = ref response.Status == 401 ? ref _server : ref _proxy;
        if (protection is not null && !IsFresh(protection, challenge)) return false;
        protection = new Protection(challenge, newNonce());
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
        if (_server is not null) _server.Accepted = true;
        if (_proxy is not null) _proxy.Accepted = true;
    }

    private void Put(SipRequest request, string name, Protection? protection)
    {
        request.Headers.RemoveAll(h => h.Key == name);
        if (protection is null || credentials is null) return;
        var header = DigestResponse.Header(
            protection.Challenge, credentials, request.Method.Name(), request.Uri, ++protection.Count, protection.ClientNonce);
        request.Headers.Add(new(name, header));
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

    private sealed class Protection(DigestChallenge challenge, string clientNonce)
    {
        public DigestChallenge Challenge => challenge;

        public string ClientNonce => clientNonce;

        public uint Count { get; set; }

        public bool Accepted { get; set; }
    }
}
