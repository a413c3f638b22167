using Futwork.Realtime.Audio;

namespace Futwork.Realtime.Rtp;

/// <summary>
/// Turns packets that come when they come into a steady row of frames. Sound lies in a ring at its RTP timestamp, so order,
/// packet length and wrap-around need no bookkeeping. Time is what is pulled: a packet's <em>margin</em> is how many samples
/// early it came. Too small a margin lets the delay grow by exactly the lateness (a made-up frame is the time gained); a
/// margin that is large for seconds lets it shrink by one frame, folded into its neighbour, now and then.
/// </summary>
/// <param name="buffers">Holds the ring. What was in it before is not read.</param>
internal sealed class JitterBuffer(CallBuffers buffers)
{
    /// <summary>Delay given to the first packet: it waits one frame, so a clean line is heard 20 to 40 ms after arrival.</summary>
    public const int InitialDelay = PhoneAudio.FrameSamples;

    /// <summary>Sound held back at most; older sound is dropped.</summary>
    public const int MaxDelay = 6 * PhoneAudio.FrameSamples;

    /// <summary>Samples of the ring.</summary>
    public const int Capacity = 2048;

    private const int Frame = PhoneAudio.FrameSamples;
    private const int NewTalkSpurt = 10 * Frame;
    private const int StraysBeforeRestart = 3;
    private const short Quiet = 300;

    /// <summary>200 ms between two folds of what is loud: several in a row make a syllable unintelligible.</summary>
    private const int BetweenFolds = 10 * Frame;

    private readonly short[] _sound = buffers.Sound;
    private readonly bool[] _present = buffers.Present;
    private readonly LossConcealment _concealment = new();
    private readonly ComfortNoise _noise = new();
    private readonly MarginWindow _margins = new();
    private uint _next;
    private uint _end;
    private uint _heard;
    private uint _foldedAt;
    private bool _started;
    private int _strays;
    private int _lateLately;
    private int _hold;
    private bool _isQuiet;
    private uint _quietFrom;
    private long _waited;
    private long _flowed;

    /// <summary>Packets whose sound was already due.</summary>
    public long Late { get; private set; }

    /// <summary>Frames with made-up sound.</summary>
    public long Concealed { get; private set; }

    /// <summary>Samples waiting.</summary>
    public int Delay => _started ? Math.Max(0, (int)(_end - _next)) : 0;

    /// <summary>Samples that waited on average, while there was sound: after the last of it nothing waits any more.</summary>
    public double MeanDelay => _flowed == 0 ? 0 : (double)_waited / _flowed;

    /// <summary>Forgets everything: a new stream follows.</summary>
    public void Reset() => _started = _isQuiet = false;

    /// <summary>The far end is silent from there on, with noise of that level, until sound comes again (RFC 3389).</summary>
    public void Silence(uint timestamp, int decibelsBelowOverload)
    {
        if (!_started) Begin(timestamp);
        _noise.DecibelsBelowOverload = decibelsBelowOverload;
        // What is said again while it lasts begins no other silence: the noise goes on.
        if (!_isQuiet || (int)(_end - _quietFrom) > 0) _quietFrom = timestamp;
        _isQuiet = true;
    }

    /// <summary>A packet's sound arrived.</summary>
    public void Push(uint timestamp, ReadOnlySpan<short> pcm)
    {
        if (pcm.Length is 0 or > Capacity / 2) return;
        if (!_started) Begin(timestamp);
        var margin = (int)(timestamp - _next);
        if (margin < 0 && (int)(timestamp - _heard) >= 0) margin = WaitFor(timestamp);
        if (IsStray(margin, pcm.Length))
        {
            if (++_strays < StraysBeforeRestart) return;
            Begin(timestamp);
            margin = InitialDelay;
        }

        if (margin <= -pcm.Length)
        {
            NoteLate();
            return;
        }

        _strays = 0;
        _margins.Observe(margin);
        if (margin < 0)
        {
            pcm = pcm[-margin..];
            timestamp = _next;
        }

        Store(timestamp, pcm);
    }

    /// <summary>Takes the next 20 ms.</summary>
    public void Pull(Span<short> frame)
    {
        if (!_started)
        {
            frame.Clear();
            return;
        }

        _margins.Tick();
        if (_margins.Rotated) _lateLately = 0;
        if (_hold > 0)
        {
            _hold--;
            _margins.Shift(Frame);
            if (IsQuiet) _noise.Fill(frame);
            else if (_concealment.Fill(frame)) Concealed++;
            return;
        }

        if (ShouldShrink()) PullTwoAsOne(frame);
        else PullOne(frame);
        if (_heard != _next) return;
        _waited += Delay;
        _flowed++;
    }

    private bool IsQuiet => _isQuiet && (int)(_next - _quietFrom) >= 0;

    private void Begin(uint timestamp)
    {
        _started = true;
        _next = timestamp - InitialDelay;
        _quietFrom = _next;
        _end = timestamp;
        _heard = _next;
        _foldedAt = _next - BetweenFolds;
        _hold = 0;
        _strays = 0;
        _present.AsSpan().Clear();
        _margins.Reset();
    }

    /// <summary>All frames since this packet was due were made up: play on from it, that much later than before.</summary>
    private int WaitFor(uint timestamp)
    {
        if ((int)(_next - timestamp) >= NewTalkSpurt)
        {
            Begin(timestamp);
            return InitialDelay;
        }

        _next = timestamp;
        _margins.Reset();
        return 0;
    }

    /// <summary>So far off that the far end may have started its timestamps anew: no packet is early or late by as much.</summary>
    private static bool IsStray(int margin, int length) => margin > Capacity - length || margin < -Capacity;

    /// <summary>Those that keep coming late are waited for, a frame each time. That also catches up with timestamps that stepped back by less than a stray's distance.</summary>
    private void NoteLate()
    {
        Late++;
        if (++_lateLately > 1 && Delay + Frame <= MaxDelay) _hold = 1;
    }

    private void Store(uint timestamp, ReadOnlySpan<short> pcm)
    {
        var at = (int)(timestamp % Capacity);
        var head = Math.Min(pcm.Length, Capacity - at);
        pcm[..head].CopyTo(_sound.AsSpan(at));
        pcm[head..].CopyTo(_sound);
        _present.AsSpan(at, head).Fill(true);
        _present.AsSpan(0, pcm.Length - head).Fill(true);
        var end = timestamp + (uint)pcm.Length;
        if ((int)(end - _end) > 0) _end = end;
        if (Delay > MaxDelay + Frame) SkipTo(_end - MaxDelay);
    }

    private void SkipTo(uint timestamp)
    {
        while (_next != timestamp) _present[_next++ % Capacity] = false;
        _heard = _next;
        _margins.Reset();
        _concealment.Cut();
    }

    private bool ShouldShrink()
    {
        if (_margins.Spare < 2 * Frame || Delay < 2 * Frame) return false;
        var mustBeQuiet = _margins.Spare < 3 * Frame || _next - _foldedAt < BetweenFolds;
        for (var i = 0u; i < 2 * Frame; i++)
        {
            var at = (_next + i) % Capacity;
            if (!_present[at]) return false;
            if (mustBeQuiet && Math.Abs((int)_sound[at]) > Quiet) return false;
        }

        return true;
    }

    private void PullTwoAsOne(Span<short> frame)
    {
        Span<short> second = stackalloc short[Frame];
        PullOne(frame);
        PullOne(second);
        for (var i = 0; i < Frame; i++) frame[i] = (short)(((frame[i] * (Frame - i)) + (second[i] * i)) / Frame);
        _margins.Shift(-Frame);
        _foldedAt = _next;
    }

    private void PullOne(Span<short> frame)
    {
        var madeUp = false;
        for (var i = 0; i < frame.Length;)
        {
            var quiet = IsQuiet;
            var length = Run(frame[i..], out var present);
            var run = frame.Slice(i, length);
            if (present)
            {
                _concealment.Continue(run);
                if (quiet) _isQuiet = false;
            }
            else if (quiet) _noise.Fill(run);
            else madeUp |= _concealment.Fill(run);
            i += length;
            if (present) _heard = _next;
        }

        if (madeUp) Concealed++;
    }

    /// <summary>Takes the longest row of samples that are all there, or all missing.</summary>
    private int Run(Span<short> into, out bool present)
    {
        var at = (int)(_next % Capacity);
        present = _present[at];
        var room = Math.Min(into.Length, Capacity - at);
        var ahead = _present.AsSpan(at, room);
        var length = ahead.IndexOf(!present);
        if (length < 0) length = room;
        _sound.AsSpan(at, length).CopyTo(into);
        ahead[..length].Clear();
        _next += (uint)length;
        return length;
    }
}
