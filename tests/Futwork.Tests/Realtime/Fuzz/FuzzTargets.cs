using System.Buffers.Binary;
using System.Net;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Rtp.Rtcp;
using Futwork.Realtime.Rtp.Srtp;
using Futwork.Realtime.Sip;
using Futwork.Realtime.Sip.Calls;
using Futwork.Realtime.Sip.Digest;
using Futwork.Realtime.Sip.Messages;
using Futwork.Realtime.Sip.Sdp;
using Futwork.Realtime.Sip.Transport;

namespace Futwork.Tests.Realtime.Fuzz;

/// <summary>Every reader of foreign bytes that is ours.</summary>
internal static class FuzzTargets
{
    private static readonly IPEndPoint Source = new(IPAddress.Loopback, 5060);

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("SIP message", FuzzCorpus.Sip, ReadSip(), 64 << 10),
        new("SIP stream", FuzzCorpus.Sip, ReadStream(), 160 << 10),
        new("SDP", FuzzCorpus.Descriptions, ReadSdp, 64 << 10),
        new("digest challenge", FuzzCorpus.Challenges, ReadChallenge, 16 << 10),
        new("RTP", FuzzCorpus.Packets, ReadRtp(), 16),
        new("RTCP", FuzzCorpus.Reports, ReadReports(), 256),
        new("SRTP", FuzzCorpus.Encrypted, ReadEncrypted, 16 << 10),
    ];

    /// <summary>A message that is taken reads the same again, and its answer is a message too.</summary>
    private static Func<byte[], Random, bool> ReadSip()
    {
        var message = new SipMessage();
        var answer = new SipMessage();
        var writer = new SipWriter();
        return (input, _) =>
        {
            if (SipParser.Parse(input, message) != SipParseError.None) return false;
            ReadParts(message);
            var (fields, body) = (message.FieldCount, message.Body.Length);
            Must(SipParser.Parse(input, message) == SipParseError.None && message.FieldCount == fields && message.Body.Length == body, "It reads differently the second time.");
            if (!message.IsRequest) return true;
            var written = new SipResponseTemplate(message, Source, writer).Write(writer, new SipResponse(200) { ToTag = "near", Contact = "<sip:us@127.0.0.1>" });
            Must(SipParser.Parse(written, answer) == SipParseError.None, "Our answer to it is malformed.");
            Must(!answer.IsRequest && answer.CSeq == message.CSeq && answer.Method == message.Method && answer.CallId.SequenceEqual(message.CallId), "Our answer is one to another request.");
            return true;
        };
    }

    private static void ReadParts(SipMessage message)
    {
        _ = (message.FromTag.Length, message.ToTag.Length, message.TopVia.Branch.Length, message.Text("Event"));
        foreach (var header in Enum.GetValues<SipHeader>())
        {
            foreach (var element in message.Elements(header))
            {
                var bytes = System.Text.Encoding.UTF8.GetBytes(element);
                if (NameAddress.TryParse(bytes, out var address) && SipUri.TryParse(address.Uri, out var uri)) _ = (uri.UserText(), uri.TryAddress(out _), uri.Has("lr"u8));
            }
        }

        _ = (ReasonHeader.Cause(message), RetryAfterHeader.Delay(message), SessionInterval.Of(message), SessionInterval.Least(message), SessionInterval.AnswerTo(message, null));
        _ = (Extensions.Foreign(message).Count, Extensions.IsAllowed(message, SipMethod.Update), Dialog.Target(message));
        new DigestAuthorizer(new SipCredentials("user", "secret"), static () => "nonce").TryTake(message);
    }

    /// <summary>Several messages in pieces of any size: the framer ends or breaks, and never gives more than went in.</summary>
    private static Func<byte[], Random, bool> ReadStream()
    {
        var message = new SipMessage();
        return (input, random) =>
        {
            byte[] stream = [.. input, .. FuzzCorpus.Sip[random.Next(FuzzCorpus.Sip.Count)], .. input];
            var framer = new StreamFramer();
            var (sent, got, taken) = (0, 0, false);
            while (sent < stream.Length && !framer.IsBroken)
            {
                var free = framer.Free;
                Must(!free.IsEmpty, "The framer has no room and has not given up.");
                var piece = Math.Min(Math.Min(free.Length, stream.Length - sent), 1 + random.Next(4000));
                stream.AsMemory(sent, piece).CopyTo(free);
                framer.Received(piece);
                sent += piece;
                while (framer.TryNext(out var bytes))
                {
                    got += bytes.Length;
                    taken |= SipParser.Parse(bytes, message) == SipParseError.None;
                }

                Must(got <= sent, "The framer gives more than it got.");
            }

            return taken;
        };
    }

    /// <summary>Our answer to an offer that we take is a description with as many streams.</summary>
    private static bool ReadSdp(byte[] input, Random random)
    {
        var session = new SdpSession(new IPEndPoint(IPAddress.Loopback, 4000), [AudioCodec.Pcmu, AudioCodec.Pcma]);
        session.Offer();
        _ = session.Accept(input);
        if (session.Answer(input) is not { } agreed) return false;
        Must(agreed.Parameters.Remote.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork, "It takes an address that it cannot send to.");
        Must(SdpDescription.TryParse(agreed.Answer, out var answer), "Our answer is no SDP.");
        Must(SdpDescription.TryParse(input, out var offer) && answer.Media.Count == offer.Media.Count, "Our answer has another number of streams.");
        return true;
    }

    private static bool ReadChallenge(byte[] input, Random random)
    {
        if (DigestChallenge.Parse(input) is not { } challenge) return false;
        var header = DigestResponse.Header(challenge, new SipCredentials("user", "secret"), "INVITE", "sip:a@b", 1, "cnonce");
        var line = System.Text.Encoding.UTF8.GetString(new SipWriter().Header("Authorization", header).Written);
        Must(line.IndexOfAny(['\r', '\n', '\0']) == line.Length - 2, "The challenge breaks out of our header.");
        return true;
    }

    /// <summary>One stream for all packets, so that what one does to the buffer meets the next.</summary>
    private static Func<byte[], Random, bool> ReadRtp()
    {
        var receiver = new RtpReceiver(new CallBuffers());
        receiver.Apply(RtpAgreement.Follow(null, new RtpParameters(Source, AudioCodec.Pcmu, TelephoneEventPayloadType: 101) { ListensToG722 = true }));
        var source = new PeerAddress(Source);
        var frame = new short[PhoneAudio.FrameSamples];
        var tick = 0L;
        return (input, random) =>
        {
            var taken = receiver.Accept(input.AsSpan(0, Math.Min(input.Length, 1600)), source, tick * 20_000_000, tick, out _);
            if (random.Next(2) == 0)
            {
                receiver.Buffer.Pull(frame);
                tick++;
            }

            Must(receiver.Buffer.Delay <= JitterBuffer.MaxDelay + PhoneAudio.FrameSamples, "Sound piles up.");
            return taken;
        };
    }

    /// <summary>Whatever the far end reports, what is made of it stays in bounds.</summary>
    private static Func<byte[], Random, bool> ReadReports()
    {
        const int firstBlock = 8;
        var sender = new RtpSender(RtpSocket.TryBind(IPAddress.Loopback, 0)!, new CallBuffers());
        var session = new RtcpSession(sender, new RtpReceiver(new CallBuffers()), TimeProvider.System, new CallBuffers());
        var tick = 0L;
        return (input, random) =>
        {
            var before = session.HeardAt;
            // Half of the blocks are about our own stream, whose number nobody could guess.
            var report = input.ToArray();
            if (report.Length >= firstBlock + sizeof(uint) && random.Next(2) == 0) BinaryPrimitives.WriteUInt32BigEndian(report.AsSpan(firstBlock), sender.Ssrc);
            session.Read(report, receivedAt: 0, ++tick, unitsPerMillisecond: 8);
            Must(session.Far is null or { LossFraction: >= 0 and <= 1 } && session.RoundTripMilliseconds is null or (>= 0 and < 60_001), "It believes nonsense of the line.");
            return session.HeardAt != before;
        };
    }

    /// <summary>Only what was written with the key is let in, and each packet once.</summary>
    private static bool ReadEncrypted(byte[] input, Random random)
    {
        using var receiver = new SrtpReceiver(FuzzCorpus.Keys);
        var isOurs = FuzzCorpus.Encrypted.Any(packet => input.AsSpan().SequenceEqual(packet));
        var copy = input.ToArray();
        var opens = RtcpPacket.IsOne(copy) ? receiver.TryOpenControl(copy, out _) : receiver.TryOpen(copy, out _);
        Must(opens == isOurs, isOurs ? "It refuses an authentic packet." : "It takes a packet that was not written with the key.");
        return opens;
    }

    private static void Must(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidOperationException(otherwise);
    }
}
