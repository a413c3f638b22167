using System.Buffers;
using Futwork.Realtime.Sip.Messages;

namespace Futwork.Realtime.Sip.Transport;

/// <summary>
/// Finds message boundaries in a byte stream by Content-Length (RFC 3261 section 18.3). It holds a buffer only while something is in it, and
/// one no larger than what has come.
/// </summary>
internal sealed class StreamFramer : IDisposable
{
    private const int MaxBytes = SipReceiver.MaxMessageBytes;
    private const int FirstBytes = 4096;

    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private int _blankLines;
    private bool _pinged;

    /// <summary>Nothing is waiting to become a message.</summary>
    public bool IsEmpty => _start == _end;

    /// <summary>How many bytes it holds a buffer for.</summary>
    public int Held => _buffer.Length;

    /// <summary>What is here of a message that is not whole, or at which the stream broke.</summary>
    public Memory<byte> Pending => _buffer.AsMemory(_start, _end - _start);

    /// <summary>Where the next received bytes go; never empty before the stream breaks.</summary>
    public Memory<byte> Free
    {
        get
        {
            if (_start > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                (_start, _end) = (0, _end - _start);
            }

            if (_end == _buffer.Length && _end < MaxBytes) Grow();
            return _buffer.AsMemory(_end, Math.Min(_buffer.Length, MaxBytes) - _end);
        }
    }

    /// <summary>The stream cannot be followed any further: a message is too large or has no readable length.</summary>
    public bool IsBroken { get; private set; }

    public void Received(int count) => _end += count;

    /// <summary>Gives the buffer back where nothing is in it.</summary>
    public void Rest()
    {
        if (IsEmpty) Dispose();
    }

    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _start, _end) = ([], 0, 0);
    }

    /// <summary>Takes the next whole message off the stream.</summary>
    public bool TryNext(out Memory<byte> message)
    {
        message = default;
        SkipBlankLines();
        var pending = _buffer.AsSpan(_start, _end - _start);
        var headEnd = pending.IndexOf("\r\n\r\n"u8);
        if (headEnd < 0)
        {
            IsBroken = pending.Length >= MaxBytes;
            return false;
        }

        var head = headEnd + 4;
        if (!TryContentLength(pending[..(headEnd + 2)], out var body) || head + body > MaxBytes)
        {
            IsBroken = true;
            return false;
        }

        var length = head + (int)body;
        if (pending.Length < length) return false;
        message = _buffer.AsMemory(_start, length);
        _start += length;
        return true;
    }

    /// <summary>Whether keep-alives of the peer, two blank lines each, came since the last time it was asked (RFC 5626 section 3.5.1).</summary>
    public bool TakePings()
    {
        var pinged = _pinged || _blankLines >= 2;
        _blankLines %= 2;
        _pinged = false;
        return pinged;
    }

    /// <summary>A single blank line came: the answer to a keep-alive of ours, when one is awaited.</summary>
    public bool TakePong()
    {
        var pong = _blankLines == 1;
        if (pong) _blankLines = 0;
        return pong;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(Math.Max(FirstBytes, _buffer.Length * 2), MaxBytes));
        _buffer.AsSpan(0, _end).CopyTo(larger);
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void SkipBlankLines()
    {
        for (; _start < _end && _buffer[_start] is (byte)'\r' or (byte)'\n'; _start++)
        {
            if (_buffer[_start] == '\n') _blankLines++;
        }

        if (_start == _end) return;
        _pinged |= _blankLines >= 2;
        _blankLines = 0;
    }

    private static bool TryContentLength(ReadOnlySpan<byte> head, out uint length)
    {
        length = 0;
        while (!head.IsEmpty)
        {
            var end = head.IndexOf((byte)'\n');
            var line = end < 0 ? head : head[..end];
            head = end < 0 ? [] : head[(end + 1)..];
            var colon = line.IndexOf((byte)':');
            if (colon > 0 && SipHeaders.Parse(line[..colon].TrimEnd(" \t"u8)) == SipHeader.ContentLength)
                return SipSyntax.TryNumber(SipSyntax.Trim(line[(colon + 1)..]), out length);
        }

        // Content-Length is required on a stream, yet a message without one can only be one without a body.
        return true;
    }
}
