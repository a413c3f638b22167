using System.Globalization;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp;

namespace Futwork.Realtime.Sip.Sdp;

/// <summary>What both sides can speak, with the numbers that the peer uses.</summary>
/// <param name="Codec">The codec.</param>
/// <param name="PayloadType">The peer's number for it.</param>
/// <param name="TelephoneEvent">The peer's number for key presses; null where it takes none.</param>
internal readonly record struct SdpCodecChoice(AudioCodec Codec, int PayloadType, int? TelephoneEvent);

/// <summary>Codec names and payload types (RFC 3551, RFC 4733, RFC 7587).</summary>
internal static class SdpCodecs
{
    /// <summary>The payload type we give telephone-event in our own offers.</summary>
    public const int OwnTelephoneEvent = TelephoneEvents.Offered;

    /// <summary>The same at the clock rate of Opus.</summary>
    public const int OwnTelephoneEventAt48000 = TelephoneEvents.OfferedAt48000;

    /// <summary>All that there are, in the order in which they cost us little.</summary>
    public static readonly IReadOnlyList<AudioCodec> All = [AudioCodec.Pcmu, AudioCodec.Pcma, AudioCodec.G722, AudioCodec.Opus];

    /// <summary>A codec by name, in any case.</summary>
    public static AudioCodec? ByName(string name)
    {
        foreach (var codec in All)
        {
            if (name.Equals(EncodingName.Of(codec), StringComparison.OrdinalIgnoreCase)) return codec;
        }

        return null;
    }

    /// <summary>Whether this machine can speak it.</summary>
    public static bool IsAvailable(AudioCodec codec) => codec is not AudioCodec.Opus || OpusLibrary.IsAvailable;

    /// <summary>Timestamp units a second, as SDP says them: also those of the key presses beside it.</summary>
    public static int ClockRate(AudioCodec codec) => codec is AudioCodec.Opus ? 48000 : 8000;

    /// <summary>The encoding of an <c>a=rtpmap</c> line. Opus is always called stereo (RFC 7587 section 7).</summary>
    public static string Encoding(AudioCodec codec) => codec switch
    {
        AudioCodec.Pcma => "PCMA/8000",
        AudioCodec.G722 => "G722/8000",
        AudioCodec.Opus => "opus/48000/2",
        _ => "PCMU/8000",
    };

    /// <summary>The first format in the peer's order that is also in ours; null when none is.</summary>
    public static SdpCodecChoice? Choose(SdpMedia media, IReadOnlyList<AudioCodec> ours)
    {
        foreach (var format in media.Formats)
        {
            if (Number(format) is { } type && Known(media, type) is { } known && ours.Contains(known)) return new SdpCodecChoice(known, type, TelephoneEvent(media, ClockRate(known)));
        }

        return null;
    }

    /// <summary>The peer's number for a codec; null where it does not name it.</summary>
    public static int? NumberOf(SdpMedia media, AudioCodec codec)
    {
        foreach (var format in media.Formats)
        {
            if (Number(format) is { } type && Known(media, type) == codec) return type;
        }

        return null;
    }

    /// <summary>Key presses count as the sound does; a peer that offers them at another rate only gets them all the same.</summary>
    private static int? TelephoneEvent(SdpMedia media, int rate)
    {
        int? other = null;
        foreach (var format in media.Formats)
        {
            if (Number(format) is not { } type || media.Maps.GetValueOrDefault(type) is not { } encoding) continue;
            if (encoding.Equals($"telephone-event/{rate}", StringComparison.OrdinalIgnoreCase)) return type;
            if (encoding.StartsWith("telephone-event/", StringComparison.OrdinalIgnoreCase)) other ??= type;
        }

        return other;
    }

    /// <summary>
    /// The old codecs have static numbers, which need no rtpmap but must not be mapped to something else; Opus has none. Some name the rate of
    /// the sound of G.722, or one channel of Opus, against RFC 3551 section 4.5.2 and RFC 7587 section 7.
    /// </summary>
    private static AudioCodec? Known(SdpMedia media, int type)
    {
        var encoding = media.Maps.GetValueOrDefault(type);
        return type switch
        {
            0 when Is(encoding, "PCMU/8000") => AudioCodec.Pcmu,
            8 when Is(encoding, "PCMA/8000") => AudioCodec.Pcma,
            9 when Is(encoding, "G722/8000") || Is(encoding, "G722/16000") => AudioCodec.G722,
            >= 96 when encoding is not null && (Is(encoding, "opus/48000/2") || Is(encoding, "opus/48000")) => AudioCodec.Opus,
            _ => null,
        };
    }

    private static int? Number(string format) =>
        int.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out var type) && type <= 127 ? type : null;

    private static bool Is(string? encoding, string name) =>
        encoding is null || encoding.Equals(name, StringComparison.OrdinalIgnoreCase) || encoding.Equals(name + "/1", StringComparison.OrdinalIgnoreCase);
}
