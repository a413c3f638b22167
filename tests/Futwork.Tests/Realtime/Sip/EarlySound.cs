using System.Net;
using System.Text.RegularExpressions;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Sip.Messages;
using Futwork.Tests.Realtime.Rtp;

namespace Futwork.Tests.Realtime.Sip;

/// <summary>What a network plays before the answer, in real time.</summary>
internal static partial class EarlySound
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>So much more than it lasts is of no account: three frames.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(3 * PhoneAudio.FrameMilliseconds);

    /// <summary>Tells of it (183), and plays it to its end once we send sound, too.</summary>
    /// <returns>Whether it was played in time. Where the machine stood still meanwhile, something else was heard.</returns>
    public static async Task<bool> PlayAsync(WirePeer peer, SipMessage invite, short[] sound)
    {
        using var line = new RtpPeer(new IPEndPoint(IPAddress.Loopback, AudioPort(invite)));
        peer.Respond(invite, 183, sdp: Sdp(line.Address.Port));
        await line.ArrivalAsync(Patience);
        var begun = TimeProvider.System.GetTimestamp();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(PhoneAudio.FrameMilliseconds));
        for (var frame = 0; (frame + 1) * PhoneAudio.FrameSamples <= sound.Length; frame++)
        {
            await pace.WaitForNextTickAsync();
            line.Send(frame, MuLaw(sound.AsSpan(frame * PhoneAudio.FrameSamples, PhoneAudio.FrameSamples)));
        }

        return TimeProvider.System.GetElapsedTime(begun) < PhoneAudio.Duration(sound.Length) + Late;
    }

    /// <summary>Where the caller takes sound.</summary>
    public static int AudioPort(SipMessage invite) => int.Parse(Audio().Match(Bytes.Text(invite.Body)).Groups["port"].Value);

    /// <summary>A peer's description of sound that comes from that port.</summary>
    public static string Sdp(int port) => WirePeer.Sdp.Replace("audio 9", $"audio {port}", StringComparison.Ordinal);

    private static byte[] MuLaw(ReadOnlySpan<short> pcm)
    {
        var payload = new byte[pcm.Length];
        G711.EncodeMuLaw(pcm, payload);
        return payload;
    }

    [GeneratedRegex("m=audio (?<port>\\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Audio();
}
