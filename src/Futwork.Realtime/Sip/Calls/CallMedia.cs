using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip.Sdp;
using Futwork.Realtime.Telephony;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>The sound of one call: its RTP session and what offer and answer have settled about it.</summary>
internal sealed class CallMedia : IDisposable
{
    private readonly RtpSession _rtp;
    private readonly SdpSession _sdp;
    private readonly Lock _ears = new();
    private ICallAudio? _audio;
    private ICallAudio? _ear;
    private bool _bothTalk = true;
    private bool _disposed;

    private CallMedia(RtpSession rtp, IReadOnlyList<AudioCodec> codecs, SipMediaEncryption encryption)
    {
        _rtp = rtp;
        _sdp = new SdpSession(rtp.LocalEndPoint, codecs, encryption);
        rtp.TimedOut = () => TimedOut?.Invoke();
    }

    /// <summary>Nothing has arrived for too long. Called on the thread pool.</summary>
    public Action? TimedOut { get; set; }

    /// <summary>The peer has put us on hold: its silence is no fault.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>Nothing need arrive, so that silence tells nothing of whether the peer lives: one side holds the other, or the peer said that it would be silent.</summary>
    public bool MayBeSilent => !_bothTalk || _rtp.IsQuiet;

    /// <summary>What has arrived so far, sound or reports: it changes with each sign of life.</summary>
    public (long Packets, long? ReportedAt) Heard => _rtp.Heard;

    /// <summary>What listened and spoke, or the stream itself, has failed.</summary>
    public bool HasFailed => _rtp.HasFailed;

    /// <summary>How the sound got across; null before it started.</summary>
    public LineQuality? Quality => _rtp.Quality;

    /// <exception cref="MediaException">No port or socket is to be had.</exception>
    public static CallMedia Open(MediaEngine engine, IReadOnlyList<AudioCodec> codecs, SipMediaEncryption encryption) =>
        new(engine.Open(), codecs, encryption);

    /// <inheritdoc cref="SdpSession.Offer"/>
    public byte[] Offer(bool isBrief = false) => _sdp.Offer(isBrief);

    /// <summary>An offer to somebody who takes the peer's place.</summary>
    public byte[] OfferToNewcomer() => _sdp.OfferToNewcomer();

    /// <summary>An offer that changes nothing.</summary>
    public byte[] Repeat() => _sdp.Repeat();

    /// <summary>Takes the answer to our offer and lets sound flow; <c>false</c> when it names nothing that we can carry.</summary>
    public bool TryStart(ReadOnlySpan<byte> answer)
    {
        if (Accept(answer) is not { } start) return false;
        start();
        return true;
    }

    /// <summary>Takes the answer to our offer; what it returns lets sound flow. Null when it names nothing that we can carry.</summary>
    public Action? Accept(ReadOnlySpan<byte> answer) => _sdp.Accept(answer) is { } parameters ? () => Start(parameters) : null;

    /// <summary>
    /// Lets <paramref name="ear"/> listen to sound before the answer, as an early answer to our offer describes it. Whoever is attached
    /// hears nothing of it. The first description counts for each who listens: where the call is sent elsewhere (3xx), that is another.
    /// </summary>
    public void Listen(ReadOnlySpan<byte> answer, ICallAudio ear)
    {
        if (ReferenceEquals(_ear, ear) || _disposed || _sdp.Accept(answer, isEarly: true) is not { } parameters || parameters.Remote.AddressFamily != _rtp.LocalEndPoint.AddressFamily) return;
        lock (_ears)
        {
            _ear = ear;
            _rtp.Renew(ear);
        }

        _rtp.Start(parameters);
    }

    /// <summary>Answers the peer's offer; <paramref name="start"/> applies it, once the answer is sent.</summary>
    public bool TryAnswer(ReadOnlySpan<byte> offer, out byte[] answer, out Action start) => TryTake(_sdp.Answer(offer), out answer, out start);

    /// <summary>The same for the offer of somebody who takes the peer's place.</summary>
    public bool TryAnswerNewcomer(ReadOnlySpan<byte> offer, out byte[] answer, out Action start) => TryTake(_sdp.AnswerNewcomer(offer), out answer, out start);

    public void Attach(ICallAudio audio)
    {
        lock (_ears)
        {
            _audio = audio;
            if (_ear is null) _rtp.Attach(audio);
        }
    }

    public void SendDigits(string digits) => _rtp.SendDigits(digits);

    /// <inheritdoc cref="RtpSession.Press"/>
    public void Press(char key) => _rtp.Press(key);

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _rtp.Dispose();
    }

    private bool TryTake((byte[] Answer, RtpParameters Parameters)? agreed, out byte[] answer, out Action start)
    {
        if (agreed is not { } both)
        {
            (answer, start) = ([], static () => { });
            return false;
        }

        (answer, start) = (both.Answer, () => Start(both.Parameters));
        return true;
    }

    private void Start(RtpParameters parameters)
    {
        IsHeld = !parameters.Send;
        _bothTalk = parameters is { Send: true, Receive: true };
        if (_disposed) return;
        EndEarly();
        _rtp.Start(parameters);
    }

    private void EndEarly()
    {
        lock (_ears)
        {
            if (_ear is null) return;
            _ear = null;
            _rtp.Renew(_audio);
        }
    }
}
