using System.Collections.Concurrent;
using System.Net;
using Futwork.Realtime.Audio;
using Futwork.Realtime.Rtp.Rtcp;
using Futwork.Realtime.Telephony;
using Microsoft.Extensions.Logging;

namespace Futwork.Realtime.Rtp;

/// <summary>
/// The sound of one call: a UDP port, a sender and a receiver, served by a media clock every 20 ms. Members are safe on
/// any thread; what they change takes effect at the next tick.
/// </summary>
public sealed class RtpSession : IDisposable
{
    // In one tick: bounds what a flood on one port can take from the other streams.
    private const int MostPackets = 32;

    // More than anybody presses in one tick.
    private const int MostPressed = 32;

    // 15 s, as RFC 6263 advises for UDP.
    private const long KeepAliveTicks = 15_000 / PhoneAudio.FrameMilliseconds;

    private readonly MediaEngine _engine;
    private readonly RtpPorts _ports;
    private readonly RtpSender _sender;
    private readonly RtpReceiver _receiver;
    private readonly RtcpExchange _control;
    private readonly DigitSender _digits = new();
    private readonly DtmfTone _tone = new();
    private readonly TickGuard _guard = new();
    private readonly AttachedAudio _audio;
    private readonly SilenceWatch _silence;
    private volatile ConcurrentQueue<char>? _pressed;
    private volatile RtpAgreement? _agreement;
    private RtpAgreement? _applied;
    private long _tick;
    private int _taken;
    private bool _missed;
    private bool _isAhead;
    private bool _arrived;
    private long _lastSpoken;
    private long _lastSent;
    private int _disposed;

    internal RtpSession(MediaEngine engine, RtpPorts ports, IPEndPoint local, TimeSpan mediaTimeout, TimeProvider time, ILogger logger)
    {
        (_engine, _ports, LocalEndPoint) = (engine, ports, local);
        _audio = new AttachedAudio(local.Port, logger);
        _silence = new SilenceWatch((long)(mediaTimeout.TotalMilliseconds / PhoneAudio.FrameMilliseconds));
        _receiver = new RtpReceiver(ports.Buffers);
        _sender = new RtpSender(ports.Sound, ports.Buffers);
        _control = new RtcpExchange(ports, new RtcpSession(_sender, _receiver, time, ports.Buffers), _receiver.Latch);
    }

    /// <summary>What serves it, from its first start on. Only the clocks set it.</summary>
    internal MediaClock? Clock { get; set; }

    /// <summary>Where the clock has it; null when it is not served. Only the clock touches it.</summary>
    internal int? Slot { get; set; }

    /// <summary>Where the far end shall send to: what goes into SDP.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>
    /// Told once, on a pool thread, when nothing has arrived for <see cref="MediaOptions.MediaTimeout"/> although it should
    /// have; told again only after sound came back and stopped anew. Told at once when the stream, or what listens and speaks on it, has
    /// failed: nothing will be heard on it any more. Set before <see cref="Start"/>.
    /// </summary>
    public Action? TimedOut { get; set; }

    /// <summary>The stream, or what listened and spoke on it, has failed, and nothing was attached since.</summary>
    internal bool HasFailed => _audio.HasFailed;

    /// <summary>The far end said that it would be silent, and has been since.</summary>
    internal bool IsQuiet => _receiver.IsQuiet;

    /// <summary>The packets that came, and the tick of the last report: another value tells that the far end lives.</summary>
    internal (long Packets, long? ReportedAt) Heard => (_receiver.Sequence.Received, _control.Session.HeardAt);

    /// <summary>What happened so far.</summary>
    public RtpStatistics Statistics => _receiver.Statistics() with { Sent = _sender.Sent, SendFailures = _sender.Failures };

    /// <summary>How well the sound got across so far, both ways; null before it started.</summary>
    public LineQuality? Quality => _agreement is { } agreement ? QualityReport.Make(agreement, Statistics, _control.Session) : null;

    /// <summary>
    /// Lets frames flow from the next tick on. Called again (re-INVITE: new address, codec change, hold), it re-targets the
    /// running stream, whose sequence numbers and timestamps go on.
    /// </summary>
    /// <exception cref="MediaException">The far end's address is of another kind (IPv4, IPv6) than the port.</exception>
    public void Start(RtpParameters parameters)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        if (parameters.Remote.AddressFamily != _ports.Sound.AddressFamily)
        {
            throw new MediaException(
                $"The far end wants its sound at an address of the family {parameters.Remote.AddressFamily}, this port has {_ports.Sound.AddressFamily}. Bind to an address of that family.");
        }

        Target(parameters);
        _engine.Clocks.Add(this);
        if (Volatile.Read(ref _disposed) != 0) Stop();
    }

    /// <summary>Puts <paramref name="audio"/> on the line in place of whatever was there.</summary>
    public void Attach(ICallAudio audio) => _audio.Attach(audio);

    /// <summary>
    /// Puts <paramref name="audio"/> on the line, or nothing, as if the stream began now: sound that is still on its way to the old one is not
    /// heard by the new, and both the watch for silence and the search for where the far end really is begin anew.
    /// </summary>
    internal void Renew(ICallAudio? audio) => _audio.Renew(audio);

    /// <summary>Plays keys to the far end, 100 ms each with 60 ms between: as RFC 4733 events, or as tones where those were not agreed.</summary>
    /// <exception cref="ArgumentException">There is a character that no phone has a key for.</exception>
    public void SendDigits(string digits) => _digits.Enqueue(digits);

    /// <summary>The far end tells of a key beside its sound (SIP INFO): whoever listens hears of it as of an RFC 4733 event, unless such events tell of keys on this line.</summary>
    internal void Press(char key)
    {
        // Made when it is needed, which on most calls is never.
        if (_pressed is null) Interlocked.CompareExchange(ref _pressed, new ConcurrentQueue<char>(), null);
        if (_pressed.Count < MostPressed) _pressed.Enqueue(key);
    }

    /// <summary>Stops sending and listening; the port stays reserved. A tick under way may still finish after it returns.</summary>
    public void Stop() => _engine.Clocks.Remove(this);

    /// <summary>Stops, says farewell (RTCP BYE), and gives the port back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        Stop();
        var isOver = _guard.TryClose();
        if (isOver && _agreement is { } agreement)
        {
            if (_applied is not null) _control.Leave(_applied, _tick);
            agreement.Dispose();
        }

        _engine.Close(this, _ports, areFree: isOver);
    }

    /// <summary>What <see cref="Start"/> does, but for the clock.</summary>
    internal void Target(RtpParameters parameters) => _agreement = RtpAgreement.Follow(_agreement, parameters);

    /// <summary>Begins the call's share of a tick: asks for what has arrived. Clock thread only, as the steps that follow.</summary>
    /// <param name="tick">The number of the 20 ms period; grows by one, or by more when the machine stood still.</param>
    /// <param name="place">Where its packets come and go.</param>
    /// <returns>False when there is nothing to do; then no step follows. Else <see cref="EndTick"/> must.</returns>
    internal bool BeginTick(long tick, PacketPlace place)
    {
        if (_agreement is not { } agreement || !_guard.TryEnter()) return false;
        try
        {
            _tick = tick;
            (_missed, _taken) = (_taken == 0, 0);
            if (!ReferenceEquals(agreement, _applied)) Apply(agreement, tick, place.Exchange.Scratch);
            if (_audio.IsRenewed) BeginAnew(tick, place.Exchange.Scratch);
            place.Ask(_ports.Sound);
            return true;
        }
        catch
        {
            _guard.Leave();
            throw;
        }
    }

    /// <summary>Takes what has arrived.</summary>
    /// <returns>True when there may be more, which it has asked for.</returns>
    internal bool TakeArrived(PacketPlace place)
    {
        var arrived = place.Arrived;
        for (var i = arrived.First; i < arrived.First + arrived.Count; i++) Take(_applied!, arrived.Batch, i);
        if (_taken == 1) _isAhead = arrived.Count > 0;
        _taken += arrived.Count;
        if (!arrived.MayBeMore || _taken >= MostPackets || !IsWorthAskingAgain()) return false;
        place.Ask(_ports.Sound);
        return true;
    }

    /// <summary>Lets the call hear and speak one frame.</summary>
    /// <returns>Whether something was sent.</returns>
    internal bool Speak(PacketPlace place)
    {
        var parameters = _applied!.Parameters;
        var skipped = (int)(_tick - _lastSpoken - 1);
        _lastSpoken = _tick;
        if (_silence.IsOver(_tick, _arrived || !parameters.Receive || IsRightlyQuiet(_tick))) TellTimedOut();
        _arrived = false;
        while (_pressed is { } pressed && pressed.TryDequeue(out var key)) Report(_receiver.Press(key, _tick));

        Span<short> heard = stackalloc short[PhoneAudio.FrameSamples];
        Span<short> say = stackalloc short[PhoneAudio.FrameSamples];
        _receiver.Buffer.Pull(heard);
        if (!parameters.Receive) heard.Clear();
        say.Clear();
        if (!_audio.TryExchange(heard, say, skipped, isHeld: !parameters.Send)) TellTimedOut();
        if (parameters.Send) Send(_applied, say, place);
        else Hold(parameters);
        _control.Tick(_applied, _tick, place.Exchange.Scratch);
        return parameters.Send;
    }

    /// <summary>Ends the call's share of a tick, whatever came of it.</summary>
    internal void EndTick(PacketPlace place)
    {
        if (place.WasRefused) _sender.CountRefusal();
        _guard.Leave();
    }

    /// <summary>It was taken off the clock: tells whoever owns the call that its line is dead.</summary>
    internal void Fail()
    {
        _audio.Fail();
        TellTimedOut();
    }

    private void TellTimedOut()
    {
        if (TimedOut is { } tell) ThreadPool.UnsafeQueueUserWorkItem(static callback => callback(), tell, preferLocal: false);
    }

    private void Apply(RtpAgreement agreement, long tick, ReceiveBatch batch)
    {
        if (_applied is null)
        {
            _silence.Begin(tick);
            _lastSpoken = tick - 1;
            _ports.Sound.Discard(batch);
            _ports.Control.Discard(batch);
        }
        else if (_applied.Parameters != agreement.Parameters)
        {
            // After a hold, or a change of address, the far end has its time anew.
            _silence.Begin(tick);
            if (!_applied.Parameters.Remote.Equals(agreement.Parameters.Remote)) _control.StartOver(batch);
            // Meanwhile its NAT may have given it another port.
            if (agreement.Parameters.Resumes(_applied.Parameters)) _receiver.Latch.StartOver();
        }

        _applied = agreement;
        _sender.Protection = agreement.Protection;
        _receiver.Apply(agreement);
    }

    private void BeginAnew(long tick, ReceiveBatch batch)
    {
        _audio.BeginAnew();
        _pressed?.Clear();
        _silence.Begin(tick);
        _ports.Sound.Discard(batch);
        _control.StartOver(batch);
        _receiver.StartOver();
    }

    /// <summary>
    /// One packet a tick is the rule, so to look for a second each time would mostly be in vain. There may be one after a tick without any, and when
    /// there was one the last time; else a far end whose clock is a little faster gets one ahead now and then, which waits for 80 ms at most.
    /// </summary>
    private bool IsWorthAskingAgain() => _taken > 1 || _missed || _isAhead || _tick % 4 == 0;

    private void Take(RtpAgreement agreement, ReceiveBatch batch, int index)
    {
        var datagram = batch.Packet(index);
        if (RtcpPacket.IsOne(datagram)) _control.Receive(agreement, datagram, batch.Source(index), batch.ReceivedAt(index), _tick);
        else if (agreement.Parameters.Receive) _arrived |= Accept(datagram, batch.Source(index), batch.ReceivedAt(index));
    }

    private bool Accept(Span<byte> datagram, in PeerAddress source, long receivedAt)
    {
        var belongs = _receiver.Accept(datagram, source, receivedAt, _tick, out var key);
        Report(key);
        return belongs;
    }

    private void Report(char? key)
    {
        if (key is { } pressed && !_audio.TryReport(pressed)) TellTimedOut();
    }

    /// <summary>The far end announced its silence. If it sends reports at all, they still tell that it lives.</summary>
    private bool IsRightlyQuiet(long tick) => _receiver.IsQuiet && (_control.Session.HeardAt is not { } heard || tick - heard < _silence.Patience);

    /// <summary>
    /// Nothing is said, and a NAT on the way must not forget us. Reports beside the sound see to that (RFC 6263 section 4.3); elsewhere an empty datagram does
    /// (section 4.1), which the far end counts for nothing.
    /// </summary>
    private void Hold(RtpParameters parameters)
    {
        _sender.Pause();
        if (parameters.RtcpMux || _tick - _lastSent < KeepAliveTicks) return;
        _lastSent = _tick;
        _ports.Sound.Send(default, _receiver.Latch.Peer);
    }

    private void Send(RtpAgreement agreement, Span<short> say, PacketPlace place)
    {
        _lastSent = _tick;
        var events = agreement.Parameters.TelephoneEventPayloadType;
        var digit = _digits.Next(agreement.KeyRate);
        if (digit.SendEvent && events is { } payloadType)
        {
            _sender.SendKey(digit, agreement.Encoder, payloadType, _tick, _receiver.Latch.Peer, place);
            return;
        }

        if (digit.Sounds && events is null) _tone.Write(digit, say);
        _sender.SendSound(say, agreement.Encoder, agreement.PayloadType, _tick, _receiver.Latch.Peer, place);
    }
}
