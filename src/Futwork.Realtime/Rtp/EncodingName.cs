namespace Futwork.Realtime.Rtp;

/// <summary>What codecs are called in SDP and elsewhere, without clock rate and channels (RFC 3551, RFC 7587).</summary>
internal static class EncodingName
{
    public static string Of(AudioCodec codec) => codec switch
    {
        AudioCodec.Pcma => "PCMA",
        AudioCodec.G722 => "G722",
        AudioCodec.Opus => "opus",
        _ => "PCMU",
    };
}
