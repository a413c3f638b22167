using System.Net;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Sdp;

namespace Futwork.Tests.Realtime.Sip.Sdp;

/// <summary>Agreeing on keys (RFC 4568).</summary>
public sealed class SdpCryptoTests
{
    private const string Key = "PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR";
    private const string OtherKey = "d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj";
    private static readonly IPEndPoint Local = new(IPAddress.Parse("192.0.2.1"), 20000);

    [Theory]
    [InlineData($"1 AES_CM_128_HMAC_SHA1_80 inline:{Key}", 0)]
    [InlineData($"1 aes_cm_128_hmac_sha1_80 inline:{Key}|2^20", 0)]
    [InlineData($"1 AES_CM_128_HMAC_SHA1_80 inline:{Key}|2^20|1:4", 4)]
    [InlineData($"1 AES_CM_128_HMAC_SHA1_80 inline:{Key}|1:4 WSH=64", 4)]
    [InlineData($"1 AES_CM_128_HMAC_SHA1_32 inline:{Key}|1048576", 0)]
    [InlineData("1 AEAD_AES_128_GCM inline:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGw", 0)]
    public void Lines_are_read_with_lifetime_and_identifier(string line, int mki)
    {
        var crypto = SdpCrypto.TryParse(line).ShouldNotBeNull();

        crypto.Tag.ShouldBe(1);
        crypto.Keys.Mki.Length.ShouldBe(mki);
        if (mki > 0) crypto.Keys.Mki[^1].ShouldBe((byte)1);
    }

    [Theory]
    [InlineData("")]
    [InlineData($"x AES_CM_128_HMAC_SHA1_80 inline:{Key}")]
    [InlineData($"1 F8_128_HMAC_SHA1_80 inline:{Key}")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:short")]
    [InlineData($"1 AES_CM_128_HMAC_SHA1_80 inline:{Key}AAAA")]
    [InlineData($"1 AES_CM_128_HMAC_SHA1_80 {Key}")]
    [InlineData($"1 AES_CM_128_HMAC_SHA1_80 inline:{Key};inline:{OtherKey}")]
    [InlineData($"1 AES_CM_128_HMAC_SHA1_80 inline:{Key}|2^20|1:0")]
    [InlineData($"1 AES_CM_128_HMAC_SHA1_80 inline:{Key} UNENCRYPTED_SRTP")]
    [InlineData($"1 AES_CM_128_HMAC_SHA1_80 inline:{Key} UNAUTHENTICATED_SRTP")]
    [InlineData($"1 AES_CM_128_HMAC_SHA1_80 inline:{Key} KDR=3")]
    public void Lines_that_we_cannot_follow_are_passed_over(string line) => SdpCrypto.TryParse(line).ShouldBeNull();

    [Fact]
    public void Required_offers_a_secure_transport_and_optimistic_a_plain_one_both_with_keys()
    {
        var required = Bytes.Text(Session(SipMediaEncryption.Required).Offer());
        var optimistic = Bytes.Text(Session(SipMediaEncryption.Optimistic).Offer());

        required.ShouldContain("m=audio 20000 RTP/SAVP 0 8 101\r\n");
        optimistic.ShouldContain("m=audio 20000 RTP/AVP 0 8 101\r\n");
        foreach (var offer in new[] { required, optimistic }) offer.ShouldContain("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:");
        Bytes.Text(Session(SipMediaEncryption.Off).Offer()).ShouldNotContain("crypto");
    }

    [Theory]
    [InlineData(SipMediaEncryption.Off, "RTP/AVP", false, true, false)]
    [InlineData(SipMediaEncryption.Off, "RTP/AVP", true, true, false)]
    [InlineData(SipMediaEncryption.Off, "RTP/SAVP", true, false, false)]
    [InlineData(SipMediaEncryption.Optimistic, "RTP/AVP", false, true, false)]
    [InlineData(SipMediaEncryption.Optimistic, "RTP/AVP", true, true, true)]
    [InlineData(SipMediaEncryption.Optimistic, "RTP/SAVP", true, true, true)]
    [InlineData(SipMediaEncryption.Optimistic, "RTP/SAVPF", true, true, true)]
    [InlineData(SipMediaEncryption.Optimistic, "RTP/SAVP", false, false, false)]
    [InlineData(SipMediaEncryption.Required, "RTP/AVP", false, false, false)]
    [InlineData(SipMediaEncryption.Required, "RTP/AVP", true, true, true)]
    [InlineData(SipMediaEncryption.Required, "RTP/SAVP", true, true, true)]
    [InlineData(SipMediaEncryption.Required, "RTP/SAVP", false, false, false)]
    public void Offers_are_met_by_policy(SipMediaEncryption policy, string protocol, bool keys, bool met, bool encrypted)
    {
        var agreed = Session(policy).Answer(Offer(protocol, keys ? $"a=crypto:7 AES_CM_128_HMAC_SHA1_32 inline:{Key}" : ""));

        (agreed is not null).ShouldBe(met);
        if (agreed is not { } both) return;
        var text = Bytes.Text(both.Answer);
        text.ShouldContain($"m=audio 20000 {protocol} 0");
        text.Contains("a=crypto:7 AES_CM_128_HMAC_SHA1_32 inline:", StringComparison.Ordinal).ShouldBe(encrypted);
        (both.Parameters.SendKeys is not null, both.Parameters.ReceiveKeys is not null).ShouldBe((encrypted, encrypted));
        if (encrypted) both.Parameters.SendKeys.ShouldNotBe(both.Parameters.ReceiveKeys);
    }

    [Fact]
    public void Answer_takes_the_first_suite_that_is_ours()
    {
        var offer = Offer("RTP/SAVP", $"a=crypto:1 F8_128_HMAC_SHA1_80 inline:{Key}\na=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:{Key}\na=crypto:3 AES_CM_128_HMAC_SHA1_32 inline:{Key}");

        var text = Bytes.Text(Session(SipMediaEncryption.Required).Answer(offer).ShouldNotBeNull().Answer);

        text.ShouldContain("a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:");
        text.ShouldNotContain("a=crypto:3");
    }

    [Fact]
    public void An_encrypted_stream_is_taken_rather_than_a_plain_one_beside_it()
    {
        var offer = Bytes.Wire(Bytes.Text(Offer("RTP/AVP", "")) + $"m=audio 30002 RTP/SAVP 0\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{Key}\n");

        var text = Bytes.Text(Session(SipMediaEncryption.Optimistic).Answer(offer).ShouldNotBeNull().Answer);

        text.ShouldContain("m=audio 0 RTP/AVP 0\r\nm=audio 20000 RTP/SAVP 0\r\n");
    }

    [Theory]
    [InlineData(SipMediaEncryption.Required, "RTP/SAVP", $"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{Key}", true, true)]
    [InlineData(SipMediaEncryption.Required, "RTP/SAVP", "", false, false)]
    [InlineData(SipMediaEncryption.Required, "RTP/AVP", "", false, false)]
    [InlineData(SipMediaEncryption.Required, "RTP/SAVP", $"a=crypto:9 AES_CM_128_HMAC_SHA1_80 inline:{Key}", false, false)]
    [InlineData(SipMediaEncryption.Required, "RTP/SAVP", $"a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:{Key}", false, false)]
    [InlineData(SipMediaEncryption.Optimistic, "RTP/AVP", "", true, false)]
    [InlineData(SipMediaEncryption.Optimistic, "RTP/AVP", $"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{Key}", true, true)]
    [InlineData(SipMediaEncryption.Optimistic, "RTP/AVP", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:broken", false, false)]
    [InlineData(SipMediaEncryption.Off, "RTP/SAVP", $"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{Key}", false, false)]
    public void Answers_must_fit_the_offer(SipMediaEncryption policy, string protocol, string crypto, bool taken, bool encrypted)
    {
        var session = Session(policy);
        var offer = Bytes.Text(session.Offer());

        var parameters = session.Accept(Offer(protocol, crypto));

        (parameters is not null).ShouldBe(taken);
        (parameters?.SendKeys is not null).ShouldBe(encrypted);
        if (encrypted) offer.ShouldContain($"inline:{Convert.ToBase64String(parameters!.SendKeys!.Master)}\r\n");
    }

    [Fact]
    public void Early_answer_with_keys_binds_nobody_and_one_that_counts_does()
    {
        var session = Session(SipMediaEncryption.Optimistic);
        session.Offer();
        var (keys, plain) = (Offer("RTP/AVP", $"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{Key}"), Offer("RTP/AVP", ""));

        session.Accept(keys, isEarly: true).ShouldNotBeNull().SendKeys.ShouldNotBeNull();

        Bytes.Text(session.Offer()).ShouldContain("m=audio 20000 RTP/AVP ");
        session.Accept(plain).ShouldNotBeNull().SendKeys.ShouldBeNull();
        session.Accept(keys).ShouldNotBeNull();
        session.Accept(plain).ShouldBeNull();
    }

    [Fact]
    public void New_keys_of_the_peer_leave_ours_and_the_version_alone()
    {
        var session = Session(SipMediaEncryption.Required);
        var first = session.Answer(Offer("RTP/SAVP", $"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{Key}")).ShouldNotBeNull();
        var second = session.Answer(Offer("RTP/SAVP", $"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{OtherKey}")).ShouldNotBeNull();

        second.Answer.ShouldBe(first.Answer);
        second.Parameters.SendKeys.ShouldBe(first.Parameters.SendKeys);
        second.Parameters.ReceiveKeys.ShouldNotBe(first.Parameters.ReceiveKeys);
    }

    [Fact]
    public void Whoever_takes_the_peers_place_gets_a_key_of_his_own_and_one_who_is_refused_changes_nothing()
    {
        var session = Session(SipMediaEncryption.Required);
        var offer = Offer("RTP/SAVP", $"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{Key}");
        var peers = session.Answer(offer).ShouldNotBeNull();

        session.AnswerNewcomer(Offer("RTP/AVP", "")).ShouldBeNull();
        session.Answer(offer).ShouldNotBeNull().Answer.ShouldBe(peers.Answer);
        var newcomers = session.AnswerNewcomer(offer).ShouldNotBeNull();

        newcomers.Parameters.SendKeys.ShouldNotBe(peers.Parameters.SendKeys);
        (peers.Parameters.Party, newcomers.Parameters.Party).ShouldBe((0, 1));
        Bytes.Text(newcomers.Answer).ShouldContain($"inline:{Convert.ToBase64String(newcomers.Parameters.SendKeys!.Master)}\r\n");
        session.Answer(offer).ShouldNotBeNull().Parameters.SendKeys.ShouldBe(newcomers.Parameters.SendKeys);
    }

    [Fact]
    public void An_offer_to_a_newcomer_has_other_keys_than_the_peers_and_its_answer_is_understood()
    {
        var session = Session(SipMediaEncryption.Optimistic);
        var peers = Lines(session.Offer());
        var newcomers = Lines(session.OfferToNewcomer());

        newcomers.Length.ShouldBe(peers.Length);
        newcomers.Intersect(peers).ShouldBeEmpty();
        var parameters = session.Accept(Offer("RTP/AVP", $"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{Key}")).ShouldNotBeNull();
        parameters.Party.ShouldBe(1);
        var keys = parameters.SendKeys.ShouldNotBeNull();
        newcomers[0].ShouldEndWith($"inline:{Convert.ToBase64String(keys.Master)}");

        static string[] Lines(byte[] sdp) => [.. Bytes.Text(sdp).Split("\r\n").Where(line => line.StartsWith("a=crypto:", StringComparison.Ordinal))];
    }

    private static byte[] Offer(string protocol, string crypto) => Bytes.Wire($"""
        v=0
        o=bob 1 1 IN IP4 198.51.100.7
        s=-
        c=IN IP4 198.51.100.7
        t=0 0
        m=audio 30000 {protocol} 0
        {crypto}

        """);

    private static SdpSession Session(SipMediaEncryption policy) => new(Local, [AudioCodec.Pcmu, AudioCodec.Pcma], policy);
}
