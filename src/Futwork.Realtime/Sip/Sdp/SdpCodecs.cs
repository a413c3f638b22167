using System.Globalization;
using Futwork.Realtime.Rtp;

namespace Futwork.Realtime.Sip.Sdp;

/// <summary>What both sides can speak, with the numbers that the peer uses.</summary>
internal readonly record struct SdpCodecChoice(AudioCodec Codec, int? TelephoneEvent);

/// <summary>Codec names and payload types (RFC 3551, RFC 4733).</summary>
internal static class SdpCodecs
{
    /// <summary>The payload type we give telephone-event in our own offers.</summary>
    public const int OwnTelephoneEvent = 101;

    private const string TelephoneEvent = "telephone-event/8000";

    public static string Name(AudioCodec codec) => codec == AudioCodec.Pcma ? "PCMA" : "PCMU";

    /// <summary>PCMU or PCMA by name, in any case.</summary>
    public static AudioCodec? ByName(string name) => name.ToUpperInvariant() switch
    {
        "PCMU" => AudioCodec.Pcmu,
        "PCMA" => AudioCodec.Pcma,
        _ => null,
    };

    /// <summary>The first format in the peer's order that is also in ours; null when none is.</summary>
    public static SdpCodecChoice? Choose(SdpMedia media, IReadOnlyList<AudioCodec> ours)
    {
        AudioCodec? codec = null;
        int? telephoneEvent = null;
        foreach (var format in media.Formats)
        {
            if (!int.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out var type)) continue;
            var encoding = media.Maps.GetValueOrDefault(type);
            if (telephoneEvent is null && string.Equals(encoding, TelephoneEvent, StringComparison.OrdinalIgnoreCase)) telephoneEvent = type;
            else if (codec is null && Static(type, encoding) is { } known && ours.Contains(known)) codec = known;
        }

        return codec is null ? null : new SdpCodecChoice(codec.Value, telephoneEvent);
    }

    /// <summary>Both G.711 laws have static numbers, which need no rtpmap but must not be mapped to something else.</summary>
    private static AudioCodec? Static(int type, string? encoding) => type switch
    {
        0 when Is(encoding, "PCMU/8000") => AudioCodec.Pcmu,
        8 when Is(encoding, "PCMA/8000") => AudioCodec.Pcma,
        _ => null,
    };

    private static bool Is(string? encoding, string name) =>
        encoding is null || encoding.Equals(name, StringComparison.OrdinalIgnoreCase) || encoding.Equals(name + "/1", StringComparison.OrdinalIgnoreCase);
}
