using System.Net;
using System.Text;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip.Sdp;

namespace Futwork.Tests.Realtime.Sip.Sdp;

public sealed class SdpTests
{
    private static readonly IPEndPoint Local = new(IPAddress.Parse("192.0.2.1"), 20000);

    private const string Offer = """
        v=0
        o=bob 1 1 IN IP4 198.51.100.7
        s=-
        c=IN IP4 198.51.100.7
        t=0 0
        m=audio 30000 RTP/AVP 18 8 0 96
        a=rtpmap:18 G729/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:96 telephone-event/8000
        a=fmtp:96 0-16
        a=ptime:20
        """;

    [Fact]
    public void Our_offer_names_both_laws_and_telephone_event()
    {
        var text = Bytes.Text(Session().Offer());

        text.ShouldStartWith("v=0\r\no=- ");
        text.ShouldContain("\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 20000 RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n");
        text.ShouldContain("a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=rtcp-mux\r\na=ptime:20\r\na=sendrecv\r\n");
    }

    [Fact]
    public void Answer_takes_the_peers_first_codec_that_is_ours_and_its_number_for_events()
    {
        var (answer, parameters) = Session().Answer(Bytes.Wire(Offer)).ShouldNotBeNull();

        parameters.ShouldBe(new RtpParameters(new IPEndPoint(IPAddress.Parse("198.51.100.7"), 30000), AudioCodec.Pcma, 96) { PayloadType = 8, TelephoneEventRate = 8000 });
        Bytes.Text(answer).ShouldContain("m=audio 20000 RTP/AVP 8 96\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:96 telephone-event/8000\r\n");
    }

    [Fact]
    public void Streams_that_we_cannot_carry_are_refused_in_their_place()
    {
        var offer = Offer + "\nm=video 30002 RTP/AVP 31\nm=audio 30004 RTP/SAVP 0\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel";

        MediaLines(Session().Answer(Bytes.Wire(offer)).ShouldNotBeNull().Answer).ShouldBe(
            ["m=audio 20000 RTP/AVP 8 96", "m=video 0 RTP/AVP 31", "m=audio 0 RTP/SAVP 0", "m=application 0 UDP/DTLS/SCTP webrtc-datachannel"]);
    }

    [Fact]
    public void Later_offer_of_ours_has_every_line_of_the_session_in_its_place()
    {
        var session = Session();
        session.Answer(Bytes.Wire(Offer.Replace("m=audio", "m=video 30002 RTP/AVP 31\nm=audio", StringComparison.Ordinal) + "\nm=audio 30004 RTP/SAVP 0"))
            .ShouldNotBeNull();

        MediaLines(session.Offer()).ShouldBe(["m=video 0 RTP/AVP 31", "m=audio 20000 RTP/AVP 0 8 101", "m=audio 0 RTP/SAVP 0"]);
        MediaLines(session.Repeat()).Count.ShouldBe(3);
        MediaLines(session.OfferToNewcomer()).ShouldBe(["m=audio 20000 RTP/AVP 0 8 101"]);
    }

    [Theory]
    [InlineData("a=sendrecv", "sendrecv", true, true)]
    [InlineData("a=sendonly", "recvonly", false, true)]
    [InlineData("a=recvonly", "sendonly", true, false)]
    [InlineData("a=inactive", "inactive", false, false)]
    [InlineData("c=IN IP4 0.0.0.0", "recvonly", false, true)]
    public void Hold_is_answered_in_kind(string line, string direction, bool send, bool receive)
    {
        var (answer, parameters) = Session().Answer(Bytes.Wire($"{Offer}\n{line}")).ShouldNotBeNull();

        Bytes.Text(answer).ShouldContain($"\r\na={direction}\r\n");
        (parameters.Send, parameters.Receive).ShouldBe((send, receive));
    }

    [Fact]
    public void Direction_of_the_session_holds_for_streams_that_say_nothing_else()
    {
        var offer = Offer.Replace("t=0 0", "t=0 0\na=inactive", StringComparison.Ordinal);

        Session().Answer(Bytes.Wire(offer)).ShouldNotBeNull().Parameters.Send.ShouldBeFalse();
        Session().Answer(Bytes.Wire(offer + "\na=sendrecv")).ShouldNotBeNull().Parameters.Send.ShouldBeTrue();
    }

    [Theory]
    [InlineData("RTP/AVP 18 8 0 96", "RTP/AVP 18 96")]
    [InlineData("RTP/AVP", "RTP/SAVP")]
    [InlineData("m=audio 30000", "m=audio 0")]
    [InlineData("m=audio 30000", "m=audio 70000")]
    [InlineData("m=audio 30000", "m=audio x")]
    [InlineData("IN IP4 198.51.100.7", "IN IP6 2001:db8::7")]
    [InlineData("c=IN IP4 198.51.100.7", "c=IN IP4")]
    [InlineData("c=IN IP4 198.51.100.7", "s=nothing")]
    [InlineData("v=0", "v=1")]
    [InlineData("s=-", "not a line")]
    public void Offers_that_cannot_be_met_get_no_answer(string original, string replacement) =>
        Session().Answer(Bytes.Wire(Offer.Replace(original, replacement, StringComparison.Ordinal))).ShouldBeNull();

    [Fact]
    public void Version_grows_only_when_what_we_say_changes()
    {
        var session = Session();
        var first = Version(session.Answer(Bytes.Wire(Offer))!.Value.Answer);
        var refreshed = Version(session.Answer(Bytes.Wire(Offer))!.Value.Answer);
        var held = Version(session.Answer(Bytes.Wire(Offer + "\na=sendonly"))!.Value.Answer);

        refreshed.ShouldBe(first);
        held.ShouldBe(first + 1);
    }

    [Fact]
    public void A_static_number_that_is_mapped_to_something_else_is_not_ours()
    {
        var offer = Offer.Replace("a=rtpmap:8 PCMA/8000", "a=rtpmap:8 EVIL/8000", StringComparison.Ordinal);

        Session().Answer(Bytes.Wire(offer)).ShouldNotBeNull().Parameters.Codec.ShouldBe(AudioCodec.Pcmu);
    }

    [Fact]
    public void No_damage_to_a_description_makes_reading_it_throw()
    {
        var random = new Random(4566);
        var whole = Bytes.Wire(Offer);
        for (var round = 0; round < 5000; round++)
        {
            var bytes = whole.ToArray();
            for (var hits = random.Next(1, 8); hits > 0; hits--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var answer = Session().Answer(bytes.AsSpan(0, random.Next(bytes.Length + 1)));
            if (answer is { } given) Bytes.Text(given.Answer).ShouldStartWith("v=0\r\n");
        }
    }

    [Fact]
    public void Offer_names_wideband_codecs_by_their_odd_rules()
    {
        var text = Bytes.Text(new SdpSession(Local, [AudioCodec.Opus, AudioCodec.G722, AudioCodec.Pcmu]).Offer());

        text.ShouldContain("m=audio 20000 RTP/AVP 111 9 0 102 101\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 useinbandfec=1;maxplaybackrate=8000");
        text.ShouldContain("a=rtpmap:9 G722/8000\r\n");
        text.ShouldContain("a=rtpmap:102 telephone-event/48000\r\na=fmtp:102 0-16\r\na=rtpmap:101 telephone-event/8000\r\n");
    }

    [Fact]
    public void Opus_is_answered_under_the_peers_number_with_keys_at_its_rate()
    {
        var offer = Offer.Replace("18 8 0 96", "97 8 96 98", StringComparison.Ordinal) + "\na=rtpmap:97 OPUS/48000/2\na=rtpmap:98 telephone-event/48000";

        var (answer, parameters) = new SdpSession(Local, SdpCodecs.All).Answer(Bytes.Wire(offer)).ShouldNotBeNull();

        (parameters.Codec, parameters.PayloadType, parameters.OpusPayloadType, parameters.TelephoneEventPayloadType).ShouldBe((AudioCodec.Opus, 97, 97, 98));
        Bytes.Text(answer).ShouldContain("m=audio 20000 RTP/AVP 97 98\r\na=rtpmap:97 opus/48000/2\r\n");
        Bytes.Text(answer).ShouldContain("a=rtpmap:98 telephone-event/48000\r\n");
    }

    [Theory]
    [InlineData("97", "a=rtpmap:97 opus/48000/2", AudioCodec.Opus, "97 opus/48000/2")]
    [InlineData("97", "a=rtpmap:97 opus/48000", AudioCodec.Opus, "97 opus/48000/2")]
    [InlineData("97", "a=rtpmap:97 OPUS/48000/1", AudioCodec.Opus, "97 opus/48000/2")]
    [InlineData("9", "a=rtpmap:9 G722/8000", AudioCodec.G722, "9 G722/8000")]
    [InlineData("9", "a=rtpmap:9 g722/16000", AudioCodec.G722, "9 G722/8000")]
    [InlineData("9", "a=rtpmap:9 G722/16000/1", AudioCodec.G722, "9 G722/8000")]
    public void Codecs_are_known_by_the_names_that_others_give_them_and_answered_by_the_right_ones(string format, string map, AudioCodec codec, string answered)
    {
        var offer = Offer.Replace("18 8 0 96", format, StringComparison.Ordinal) + "\n" + map;

        var (answer, parameters) = new SdpSession(Local, SdpCodecs.All).Answer(Bytes.Wire(offer)).ShouldNotBeNull();

        parameters.Codec.ShouldBe(codec);
        Bytes.Text(answer).ShouldContain($"a=rtpmap:{answered}\r\n");
    }

    [Theory]
    [InlineData("97", "a=rtpmap:97 opus/16000")]
    [InlineData("9", "a=rtpmap:9 G722/32000")]
    [InlineData("8", "a=rtpmap:8 PCMA/16000")]
    public void Other_rates_than_a_codec_has_are_not_ours(string format, string map) =>
        new SdpSession(Local, SdpCodecs.All).Answer(Bytes.Wire(Offer.Replace("18 8 0 96", format, StringComparison.Ordinal).Replace("a=rtpmap:8 PCMA/8000", "", StringComparison.Ordinal) + "\n" + map)).ShouldBeNull();

    [Theory]
    [InlineData("97 96", "a=rtpmap:97 opus/48000/2", AudioCodec.Opus, 8000)]
    [InlineData("97 96 98", "a=rtpmap:97 opus/48000/2\na=rtpmap:98 telephone-event/48000", AudioCodec.Opus, 48000)]
    [InlineData("8 98", "a=rtpmap:98 telephone-event/48000", AudioCodec.Pcma, 48000)]
    [InlineData("8 98", "a=rtpmap:98 telephone-event/often", AudioCodec.Pcma, null)]
    [InlineData("8", "", AudioCodec.Pcma, null)]
    public void Keys_are_counted_as_the_peer_names_it(string formats, string maps, AudioCodec codec, int? rate)
    {
        var offer = Offer.Replace("18 8 0 96", formats, StringComparison.Ordinal) + "\n" + maps;

        var parameters = new SdpSession(Local, SdpCodecs.All).Answer(Bytes.Wire(offer)).ShouldNotBeNull().Parameters;

        (parameters.Codec, parameters.TelephoneEventRate).ShouldBe((codec, rate));
    }

    [Fact]
    public void Answer_with_other_codecs_that_we_offered_lets_the_peer_send_them_too()
    {
        var session = new SdpSession(Local, SdpCodecs.All);
        session.Offer();
        var answer = Offer.Replace("18 8 0 96", "0 9 105", StringComparison.Ordinal) + "\na=rtpmap:105 opus/48000/2";

        var parameters = session.Accept(Bytes.Wire(answer)).ShouldNotBeNull();

        (parameters.Codec, parameters.ListensToG722, parameters.OpusPayloadType).ShouldBe((AudioCodec.Pcmu, true, 105));
    }

    [Theory]
    [InlineData("", false, null)]
    [InlineData("a=rtcp-mux", true, null)]
    [InlineData("a=rtcp:40001", false, "198.51.100.7:40001")]
    [InlineData("a=rtcp:40001 IN IP4 203.0.113.9", false, "203.0.113.9:40001")]
    [InlineData("a=rtcp:x", false, null)]
    public void Place_of_the_reports_is_read_and_sharing_is_answered(string line, bool shared, string? rtcp)
    {
        var (answer, parameters) = Session().Answer(Bytes.Wire($"{Offer}\n{line}")).ShouldNotBeNull();

        (parameters.RtcpMux, parameters.Rtcp?.ToString()).ShouldBe((shared, rtcp));
        Bytes.Text(answer).Contains("a=rtcp-mux\r\n", StringComparison.Ordinal).ShouldBe(shared);
    }

    private static List<string> MediaLines(byte[] sdp) => [.. Bytes.Text(sdp).Split("\r\n").Where(l => l.StartsWith("m=", StringComparison.Ordinal))];

    private static SdpSession Session() => new(Local, [AudioCodec.Pcmu, AudioCodec.Pcma]);

    private static long Version(byte[] sdp) => long.Parse(Encoding.UTF8.GetString(sdp).Split("\r\n")[1].Split(' ')[2]);
}
