using System.Text;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Digest;
using Futwork.Realtime.Sip.Messages;

namespace Futwork.Tests.Realtime.Sip.Digest;

public sealed class DigestTests
{
    private const string Uri = "sip:+919999789877@sip.example.net";
    private const string Nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c0";
    private static readonly SipCredentials Credentials = new("trunkuser", "s3cret");

    [Theory]
    [InlineData("algorithm=MD5", "4691900cfa18d15cbc3262a439bbbbe0")]
    [InlineData("algorithm=MD5, qop=\"auth\"", "0e245f3b58944503599e5b223431520b")]
    [InlineData("algorithm=SHA-256, qop=\"auth,auth-int\"", "713ed657c9422d22c9a32f4cd433b8bb9a0806b883420fb41fd8651e0df9c43d")]
    public void Responses_match_the_published_vectors(string challenge, string expected)
    {
        var parsed = Challenge(challenge);

        DigestResponse.Compute(parsed, Credentials, "INVITE", Uri, count: 1, "0a4f113b").ShouldBe(expected);
    }

    [Fact]
    public void Header_quotes_what_must_be_quoted_and_nothing_else()
    {
        var header = DigestResponse.Header(Challenge("opaque=\"o\\\"p\", qop=\"auth\""), Credentials, "INVITE", Uri, count: 2, "0a4f113b");

        header.ShouldStartWith("Digest username=\"trunkuser\", realm=\"sip.example.net\", nonce=\"" + Nonce + "\", uri=\"" + Uri + "\", response=\"");
        header.ShouldContain(", algorithm=MD5");
        header.ShouldContain(", opaque=\"o\\\"p\"");
        header.ShouldEndWith(", qop=auth, nc=00000002, cnonce=\"0a4f113b\"");
    }

    [Theory]
    [InlineData("Basic realm=\"x\"")]
    [InlineData("Digest realm=\"x\"")]
    [InlineData("Digest nonce=\"x\"")]
    [InlineData("Digest realm=\"x\", nonce=\"y\", algorithm=SHA-512-256")]
    [InlineData("Digest realm=\"x\", nonce=\"y\", qop=\"auth-int\"")]
    [InlineData("Digest")]
    [InlineData("")]
    public void Challenges_that_we_cannot_answer_are_none(string value) => DigestChallenge.Parse(Encoding.UTF8.GetBytes(value)).ShouldBeNull();

    [Fact]
    public void Strongest_offered_algorithm_is_taken()
    {
        var request = Request();
        var authorizer = Authorizer();

        authorizer.TryTake(Refusal(401, "Digest realm=\"r\", nonce=\"m\"\nWWW-Authenticate: Digest realm=\"r\", nonce=\"s\", algorithm=SHA-256")).ShouldBeTrue();
        authorizer.Authorize(request);

        request.Headers.ShouldHaveSingleItem().Value.ShouldContain("nonce=\"s\"");
    }

    [Fact]
    public void Server_and_proxy_are_answered_side_by_side()
    {
        var request = Request();
        var authorizer = Authorizer();

        authorizer.TryTake(Refusal(407, "Digest realm=\"p\", nonce=\"1\"")).ShouldBeTrue();
        authorizer.Authorize(request);
        authorizer.TryTake(Refusal(401, "Digest realm=\"s\", nonce=\"2\"")).ShouldBeTrue();
        authorizer.Authorize(request);

        request.Headers.Select(h => h.Key).ShouldBe(["Proxy-Authorization", "Authorization"]);
    }

    [Fact]
    public void Proxies_of_different_realms_are_answered_side_by_side_and_a_refusal_of_any_is_final()
    {
        var request = Request();
        var authorizer = Authorizer();

        authorizer.TryTake(Refusal(407, "Digest realm=\"near\", nonce=\"1\"")).ShouldBeTrue();
        authorizer.Authorize(request);
        authorizer.TryTake(Refusal(407, "Digest realm=\"far\", nonce=\"2\"")).ShouldBeTrue();
        authorizer.Authorize(request);

        request.Headers.Select(h => $"{h.Key}: {h.Value.Split(", uri")[0]}").ShouldBe(
        [
            "Proxy-Authorization: Digest username=\"trunkuser\", realm=\"near\", nonce=\"1\"",
            "Proxy-Authorization: Digest username=\"trunkuser\", realm=\"far\", nonce=\"2\"",
        ]);
        authorizer.TryTake(Refusal(407, "Digest realm=\"near\", nonce=\"3\"")).ShouldBeFalse();
        authorizer.TryTake(Refusal(407, "Digest realm=\"far\", nonce=\"4\"")).ShouldBeFalse();
    }

    [Fact]
    public void Proxy_with_another_realm_each_time_is_not_answered_for_ever()
    {
        var authorizer = Authorizer();

        Enumerable.Range(1, 10).TakeWhile(i => authorizer.TryTake(Refusal(407, $"Digest realm=\"{i}\", nonce=\"{i}\""))).Count().ShouldBe(4);
    }

    [Theory]
    [InlineData("Digest realm=\"r\", nonce=\"1\"")]
    [InlineData("Digest realm=\"r\", nonce=\"2\"")]
    public void Refusal_of_our_answer_is_final(string second)
    {
        var authorizer = Authorizer();
        authorizer.TryTake(Refusal(401, "Digest realm=\"r\", nonce=\"1\"")).ShouldBeTrue();

        authorizer.TryTake(Refusal(401, second)).ShouldBeFalse();
    }

    [Fact]
    public void Stale_nonce_is_replaced_but_not_for_ever()
    {
        var authorizer = Authorizer();
        authorizer.TryTake(Refusal(401, "Digest realm=\"r\", nonce=\"0\"")).ShouldBeTrue();

        var taken = Enumerable.Range(1, 10).TakeWhile(i => authorizer.TryTake(Refusal(401, $"Digest realm=\"r\", nonce=\"{i}\", stale=TRUE"))).Count();

        taken.ShouldBe(3);
    }

    [Fact]
    public void Stale_nonces_are_counted_anew_after_each_request_that_went_through()
    {
        var authorizer = Authorizer();
        for (var refresh = 0; refresh < 20; refresh++)
        {
            authorizer.TryTake(Refusal(401, $"Digest realm=\"r\", nonce=\"{refresh}\", stale=TRUE")).ShouldBeTrue($"refresh {refresh}");
            authorizer.Accepted();
        }
    }

    [Fact]
    public void Counter_grows_with_each_use_of_a_nonce_and_starts_anew_with_the_next()
    {
        var request = Request();
        var authorizer = Authorizer();
        authorizer.TryTake(Refusal(401, "Digest realm=\"r\", nonce=\"1\", qop=\"auth\"")).ShouldBeTrue();
        authorizer.Authorize(request);
        authorizer.Authorize(request);
        request.Headers[0].Value.ShouldContain("nc=00000002");

        authorizer.TryTake(Refusal(401, "Digest realm=\"r\", nonce=\"2\", qop=\"auth\", stale=true")).ShouldBeTrue();
        authorizer.Authorize(request);
        request.Headers[0].Value.ShouldContain("nc=00000001");
    }

    [Fact]
    public void Without_credentials_a_challenge_is_final() =>
        new DigestAuthorizer(credentials: null, () => "c").TryTake(Refusal(401, "Digest realm=\"r\", nonce=\"1\"")).ShouldBeFalse();

    [Fact]
    public void Password_never_shows_in_text() => Credentials.ToString().ShouldNotContain("s3cret");

    private static DigestAuthorizer Authorizer() => new(Credentials, () => "0a4f113b");

    private static DigestChallenge Challenge(string rest) =>
        DigestChallenge.Parse(Encoding.UTF8.GetBytes($"Digest realm=\"sip.example.net\", nonce=\"{Nonce}\", {rest}")).ShouldNotBeNull();

    private static SipRequest Request() => new() { Method = SipMethod.Invite, Uri = Uri, From = "f", To = "t", CallId = "c", CSeq = 1 };

    private static SipMessage Refusal(int status, string challenge) => Bytes.Parse($"""
        SIP/2.0 {status} Who are you?
        Via: SIP/2.0/UDP h;branch=z9hG4bK1
        {(status == 401 ? "WWW" : "Proxy")}-Authenticate: {challenge}
        From: <sip:a@b>;tag=1
        To: <sip:c@d>;tag=2
        Call-ID: x
        CSeq: 1 INVITE


        """);
}
