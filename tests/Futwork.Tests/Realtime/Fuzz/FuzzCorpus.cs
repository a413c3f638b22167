using System.Text;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Rtp.Rtcp;
using Futwork.Realtime.Rtp.Srtp;
using Futwork.Tests.Realtime.Sip.Messages.Torture;

namespace Futwork.Tests.Realtime.Fuzz;

/// <summary>Sound inputs to damage: the torture messages, and what our own stack and common peers write.</summary>
internal static class FuzzCorpus
{
    private const string Sdp = """
        v=0
        o=- 1 1 IN IP4 127.0.0.1
        s=-
        c=IN IP4 127.0.0.1
        t=0 0
        m=audio 9 RTP/AVP 0 8 101
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-16
        a=ptime:20
        a=sendrecv

        """;

    private const string Routing = """
        Via: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bK-7-1-0;rport
        From: "Asha" <sip:+919999789877@127.0.0.1>;tag=7SIPpTag001
        To: <sip:us@127.0.0.1>
        Call-ID: 1-7@127.0.0.1
        Contact: <sip:far@127.0.0.1:5070>
        Max-Forwards: 70

        """;

    private static readonly string Tagged = Routing.Replace("<sip:us@127.0.0.1>", "<sip:us@127.0.0.1>;tag=near", StringComparison.Ordinal);

    public static IReadOnlyList<byte[]> Sip { get; } =
    [
        .. TortureMessages.Names.Select(TortureMessages.Read),
        Request("INVITE", Routing, Sdp),
        Request("INVITE", Routing + "Require: 100rel, timer\nSession-Expires: 1800;refresher=uac\nMin-SE: 90\nAllow: INVITE, UPDATE\nAccept: application/sdp\n", Sdp),
        Request("INVITE", Routing + "Record-Route: <sip:10.0.0.1;lr>, <sip:10.0.0.2;lr=on;ftag=x>\nRecord-Route: <sip:[2001:db8::1]:5061;transport=tcp;lr>\n", null),
        Request("ACK", Tagged, null),
        Request("BYE", Tagged + "Reason: Q.850;cause=16;text=\"Normal call clearing\", SIP;cause=200\n", null),
        Request("CANCEL", Routing, null),
        Request("OPTIONS", Routing + "Route: <sip:p1;lr>,<sip:p2>\n", null),
        Request("PRACK", Tagged + "RAck: 1 1 INVITE\n", null),
        Request("UPDATE", Tagged, Sdp),
        Request("NOTIFY", Tagged + "Event: refer;id=2\nSubscription-State: terminated;reason=noresource\nContent-Type: message/sipfrag\n", null),
        Response("100 Trying", Routing, null),
        Response("180 Ringing", Tagged + "Require: 100rel\nRSeq: 4711\n", null),
        Response("183 Session Progress", Tagged, Sdp),
        Response("200 OK", Tagged + "Session-Expires: 1800;refresher=uac\nSupported: timer\n", Sdp),
        Response("401 Unauthorized", Tagged + "WWW-Authenticate: Digest realm=\"r\", nonce=\"abc\\\"d\", qop=\"auth,auth-int\", opaque=\"o\", algorithm=SHA-256, stale=TRUE\n", null),
        Response("407 Proxy Authentication Required", Tagged + "Proxy-Authenticate: Digest realm=\"r\",nonce=\"1\"\n", null),
        Response("422 Session Interval Too Small", Tagged + "Min-SE: 3600\n", null),
        Response("503 Service Unavailable", Tagged + "Retry-After: 18 (busy hour);duration=60\nReason: Q.850;cause=34\n", null),
    ];

    public static IReadOnlyList<byte[]> Descriptions { get; } =
    [
        Wire(Sdp),
        Wire(Sdp.Replace("sendrecv", "inactive", StringComparison.Ordinal)),
        Wire("v=0\no=a 1 2 IN IP6 ::1\ns=\nt=0 0\nm=video 3227/2 RTP/AVP 31\nc=IN IP4 224.2.1.1/127/3\nm=audio 49217 RTP/SAVP 0\nm=audio 4000 RTP/AVP 96 8 300\nc=IN IP4 0.0.0.0\na=rtpmap:96 opus/48000/2\na=rtpmap:8 PCMA/8000/1\n"),
        Wire("v=0\nm=image 9 udptl t38\nm=audio 0 RTP/AVP 8\nm=audio 65535 RTP/AVP 8 8 8\nc=IN IP4 192.0.2.1\na=sendonly\na=rtpmap:8 telephone-event/8000\n"),
    ];

    public static IReadOnlyList<byte[]> Challenges { get; } =
    [
        .. new[]
        {
            "Digest realm=\"atlanta.com\", domain=\"sip:ss1.carrier.com\", qop=\"auth,auth-int\", nonce=\"f84f1cec41e6cbe5aea9c8e88d359\", opaque=\"\", stale=FALSE, algorithm=MD5",
            "Digest realm=\"api@example.org\", qop=\"auth\", algorithm=SHA-256, nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\", opaque=\"HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS\", userhash=true",
            "digest\tnonce=x,realm=y",
            "Basic realm=\"a\"",
            "Digest realm=\"a\\\\\\\"b\", nonce=\"c\\\"\", stale=true",
        }.Select(Encoding.ASCII.GetBytes),
    ];

    public static IReadOnlyList<byte[]> Packets { get; } =
    [
        Packet(0, 1, 160, 160), Packet(8, 2, 320, 160), Packet(13, 3, 480, 1), Packet(101, 4, 480, 4), Packet(0, 65_535, uint.MaxValue, 480), Packet(0, 0, 0, 80),
        // RTCP, STUN and DTLS, as they come to a port of sound when peers multiplex.
        [0x80, 200, 0, 6, .. new byte[24]], [0x81, 203, 0, 1, 1, 2, 3, 4], [0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42, .. new byte[12]], [22, 0xFE, 0xFD, .. new byte[40]],
        [0xBF, 0, 0, 7, .. new byte[70], 0xFF, 0xFF, 3],
    ];

    /// <summary>The key of <see cref="Encrypted"/>.</summary>
    public static SrtpKeys Keys { get; } = new(SrtpSuite.AesCm128HmacSha1Tag80, [.. Enumerable.Range(0, SrtpKeys.Size(SrtpSuite.AesCm128HmacSha1Tag80)).Select(i => (byte)i)]);

    /// <summary>RTCP: reports with and without blocks, with a name, and a farewell.</summary>
    public static IReadOnlyList<byte[]> Reports { get; } =
    [
        Report(null, null, name: true), Report(new RtcpPacket.SenderInfo(1UL << 40, 160, 50, 8000), new RtcpReportBlock(), name: true),
        Report(null, new RtcpReportBlock(), name: false), [0x81, 203, 0, 1, 1, 2, 3, 4], [0x80, 204, 0, 3, .. new byte[12]],
    ];

    /// <summary>SRTP and SRTCP packets that are authentic.</summary>
    public static IReadOnlyList<byte[]> Encrypted { get; } =
    [
        Encrypt(Packet(0, 1, 160, 160), control: false), Encrypt(Packet(101, 2, 160, 4), control: false), Encrypt(Packet(0, 65_535, 0, 80), control: false),
        Encrypt(Report(null, new RtcpReportBlock(), name: true), control: true),
    ];

    public static byte[] Wire(string text) => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));

    private static byte[] Request(string method, string headers, string? body) => Message($"{method} sip:us@127.0.0.1 SIP/2.0\n{headers}CSeq: 1 {method}\n", body);

    private static byte[] Response(string status, string headers, string? body) => Message($"SIP/2.0 {status}\n{headers}CSeq: 1 INVITE\n", body);

    private static byte[] Message(string head, string? body)
    {
        var bytes = body is null ? [] : Wire(body);
        var type = body is null ? "" : "Content-Type: application/sdp\n";
        return [.. Wire($"{head}{type}Content-Length: {bytes.Length}\n\n"), .. bytes];
    }

    private static byte[] Report(RtcpPacket.SenderInfo? sent, RtcpReportBlock? block, bool name)
    {
        var packet = new byte[RtcpPacket.MostBytes];
        var length = RtcpPacket.WriteReport(packet, ssrc: 7, sent, block);
        if (name) length = RtcpPacket.AppendName(packet, length, ssrc: 7, "name"u8);
        return packet[..length];
    }

    private static byte[] Encrypt(byte[] packet, bool control)
    {
        using var sender = new SrtpSender(Keys);
        byte[] room = [.. packet, .. new byte[SrtpSender.MostOverhead]];
        return room[..(control ? sender.ProtectControl(room, packet.Length) : sender.Protect(room, packet.Length))];
    }

    private static byte[] Packet(int type, ushort sequence, uint timestamp, int length)
    {
        var packet = new byte[RtpPacket.HeaderSize + length];
        RtpPacket.WriteHeader(packet, marker: false, type, sequence, timestamp, ssrc: 7);
        for (var i = 0; i < length; i++) packet[RtpPacket.HeaderSize + i] = (byte)i;
        return packet;
    }
}
