namespace Futwork.Realtime.Rtp;

/// <summary>The two ports of one call: sound, and RTCP on the odd one above it, which stays reserved where both share the first.</summary>
internal sealed record RtpPorts(RtpSocket Sound, RtpSocket Control) : IDisposable
{
    public void Dispose()
    {
        Sound.Dispose();
        Control.Dispose();
    }
}
