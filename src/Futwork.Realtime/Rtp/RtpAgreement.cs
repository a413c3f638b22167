using Futwork.Realtime.Rtp.Srtp;

namespace Futwork.Realtime.Rtp;

/// <summary>
/// What offer and answer agreed on, and what was made for it off the clock thread: ciphers and codecs, which go on from
/// one agreement of a call to the next as long as they fit.
/// </summary>
internal sealed class RtpAgreement : IDisposable
{
    private RtpAgreement(RtpParameters parameters, SrtpSender? protection, SrtpReceiver? opening) =>
        (Parameters, Protection, Opening) = (parameters, protection, opening);

    public RtpParameters Parameters { get; }

    /// <summary>Encrypts what we send.</summary>
    public SrtpSender? Protection { get; }

    /// <summary>Decrypts what we receive.</summary>
    public SrtpReceiver? Opening { get; }

    /// <summary>The agreement after <paramref name="before"/>.</summary>
    public static RtpAgreement Follow(RtpAgreement? before, RtpParameters parameters)
    {
        var protection = parameters.SendKeys is not { } send ? null
            : send.Equals(before?.Protection?.Keys) ? before.Protection : new SrtpSender(send);
        var opening = parameters.ReceiveKeys is not { } receive ? null
            : receive.Equals(before?.Opening?.Keys) ? before.Opening : new SrtpReceiver(receive, before?.Opening);
        return new RtpAgreement(parameters, protection, opening);
    }

    public void Dispose()
    {
        Protection?.Dispose();
        Opening?.Dispose();
    }
}
