using Futwork.Realtime.Audio;

namespace Futwork.Realtime.Rtp.Rtcp;

/// <summary>Gets the reports of one call there and back: over the port of the sound or the one above it, encrypted where the sound is.</summary>
internal sealed class RtcpExchange(RtpPorts ports, RtcpSession session, SymmetricLatch latch)
{
    // The kernel notes when a report came, so looking twice a second is early enough, and spares a system call a tick.
    private const int TicksBetweenLooks = 500 / PhoneAudio.FrameMilliseconds;
    private readonly int _look = ports.Sound.Port / 2 % TicksBetweenLooks;
    private PeerAddress? _source;

    public RtcpSession Session => session;

    /// <summary>The far end may be elsewhere from now on: where its reports came from says nothing any more, nor do those that nobody has looked at.</summary>
    public void StartOver(ReceiveBatch batch)
    {
        ports.Control.Discard(batch);
        _source = null;
    }

    /// <summary>The call's share of a tick.</summary>
    public void Tick(RtpAgreement agreement, long tick, ReceiveBatch batch)
    {
        if (!agreement.Parameters.RtcpMux && tick % TicksBetweenLooks == _look) Look(agreement, tick, batch);
        if (session.IsDue(tick)) Send(agreement, session.Report(tick, agreement.Protection));
    }

    /// <summary>A report came. One that is not encrypted must come from the machine that the sound comes from.</summary>
    public void Receive(RtpAgreement agreement, Span<byte> datagram, in PeerAddress source, long receivedAt, long tick)
    {
        if (agreement.Opening is { } opening)
        {
            if (!opening.TryOpenControl(datagram, out var length)) return;
            datagram = datagram[..length];
        }
        else if (!source.IsSameHost(latch.Peer)) return;

        if (!agreement.Parameters.RtcpMux) _source = source;
        session.Read(datagram, receivedAt, tick, PhoneAudio.SampleRate / 1000 * agreement.Encoder.UnitsPerSample);
    }

    /// <summary>Says farewell, on whatever thread the call ends.</summary>
    public void Leave(RtpAgreement agreement, long tick) => Send(agreement, session.Goodbye(tick, agreement.Protection));

    private void Look(RtpAgreement agreement, long tick, ReceiveBatch batch)
    {
        var count = ports.Control.Receive(batch);
        for (var i = 0; i < count; i++)
        {
            if (RtcpPacket.IsOne(batch.Packet(i))) Receive(agreement, batch.Packet(i), batch.Source(i), batch.ReceivedAt(i), tick);
        }
    }

    private void Send(RtpAgreement agreement, ReadOnlySpan<byte> packet)
    {
        if (agreement.Parameters.RtcpMux) ports.Sound.Send(packet, latch.Peer);
        else ports.Control.Send(packet, _source ?? agreement.Rtcp(latch.Peer));
    }
}
