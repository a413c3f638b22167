using System.Globalization;
using System.Text;

namespace Futwork.Realtime.Sip.Messages;

/// <summary>Writes messages into one reused buffer. Not safe for concurrent use: the stack's gate guards it.</summary>
internal sealed class SipWriter
{
    private byte[] _buffer = new byte[2048];
    private int _length;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public void Clear() => _length = 0;

    public byte[] ToArray() => Written.ToArray();

    public SipWriter Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _length += bytes.Length;
        return this;
    }

    public SipWriter Add(string text)
    {
        _length += Encoding.UTF8.GetBytes(text, Reserve(Encoding.UTF8.GetMaxByteCount(text.Length)));
        return this;
    }

    public SipWriter Add(uint number)
    {
        number.TryFormat(Reserve(10), out var written, default, CultureInfo.InvariantCulture);
        _length += written;
        return this;
    }

    public SipWriter Line() => Add("\r\n"u8);

    /// <summary>One header line. Line breaks inside a value would begin a header of their own: they become spaces.</summary>
    public SipWriter Header(string name, string value)
    {
        Add(name).Add(": "u8);
        var start = _length;
        Add(value);
        _buffer.AsSpan(start, _length - start).ReplaceAny(LineBreaks, (byte)' ');
        return Line();
    }

    /// <summary>Ends the head and appends the body.</summary>
    public SipWriter Body(string? contentType, ReadOnlySpan<byte> body)
    {
        if (contentType is not null && !body.IsEmpty) Header("Content-Type", contentType);
        return Add("Content-Length: "u8).Add((uint)body.Length).Line().Line().Add(body);
    }

    private static readonly System.Buffers.SearchValues<byte> LineBreaks = System.Buffers.SearchValues.Create("\r\n\0"u8);

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
        return _buffer.AsSpan(_length);
    }
}
