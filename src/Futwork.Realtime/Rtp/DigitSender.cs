using System.Collections.Concurrent;

namespace Futwork.Realtime.Rtp;

/// <summary>Plays queued keys, one tick at a time: 100 ms of key, 60 ms of gap, the end told three times (RFC 4733 section 2.5.1.4).</summary>
internal sealed class DigitSender
{
    private const int KeyTicks = 5;
    private const int EndTicks = 3;
    private const int PeriodTicks = 8;
    private volatile ConcurrentQueue<char>? _waiting;
    private char _key;
    private int _tick = PeriodTicks;

    /// <summary>Queues keys. Any thread.</summary>
    /// <exception cref="ArgumentException">There is a character that no phone has a key for.</exception>
    public void Enqueue(string digits)
    {
        foreach (var digit in digits)
        {
            if (!TelephoneEvents.IsKey(digit))
                throw new ArgumentException($"'{digit}' is not a key of a phone: 0-9, *, # and A-D are.", nameof(digits));
        }

        // Made when it is needed, which on most calls is never.
        if (_waiting is null) Interlocked.CompareExchange(ref _waiting, new ConcurrentQueue<char>(), null);
        foreach (var digit in digits) _waiting.Enqueue(digit);
    }

    /// <summary>What this tick is for; call once a tick. Clock thread only.</summary>
    /// <param name="rate">Units a second by which the key is counted.</param>
    public DigitTick Next(int rate)
    {
        if (_tick == PeriodTicks)
        {
            if (_waiting is not { } waiting || !waiting.TryDequeue(out _key)) return default;
            _tick = 0;
        }

        var tick = _tick++;
        var isEnd = tick >= KeyTicks - 1;
        var duration = Math.Min(tick + 1, KeyTicks) * Audio.PhoneAudio.FrameMilliseconds * rate / 1000;
        return new DigitTick(_key, tick == 0, isEnd, (ushort)duration, SendEvent: tick < KeyTicks - 1 + EndTicks, Sounds: tick < KeyTicks);
    }
}

/// <summary>One tick of a key press; the default value is a tick without one.</summary>
/// <param name="Key">The key.</param>
/// <param name="IsFirst">The press begins.</param>
/// <param name="IsEnd">The press is over: the payload's end bit.</param>
/// <param name="Duration">So far, in the units by which it is counted.</param>
/// <param name="SendEvent">An event packet takes the place of sound.</param>
/// <param name="Sounds">The key is down, for those who hear tones.</param>
internal readonly record struct DigitTick(char Key, bool IsFirst, bool IsEnd, ushort Duration, bool SendEvent, bool Sounds);
