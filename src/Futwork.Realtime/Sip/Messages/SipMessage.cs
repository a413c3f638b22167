using System.Runtime.InteropServices;
using System.Text;

namespace Futwork.Realtime.Sip.Messages;

/// <summary>
/// One received message as slices of the buffer it arrived in, so reading one allocates nothing. It is valid only until the
/// next is read into the same object: what must outlive that is copied to strings, or the whole with <see cref="Clone"/>.
/// </summary>
internal sealed class SipMessage
{
    private static readonly int Known = Enum.GetValues<SipHeader>().Length;

    private readonly List<Field> _fields = new(24);

    /// <summary>Where each header that the stack knows stands first, from 1; 0: nowhere.</summary>
    private readonly byte[] _first = new byte[Known];
    private ReadOnlyMemory<byte> _bytes;
    private Range _line;
    private Range _body;

    public bool IsRequest { get; private set; }

    /// <summary>The request's method, or that of the request which a response answers (from CSeq).</summary>
    public SipMethod Method { get; private set; }

    public int Status { get; private set; }

    public uint CSeq { get; private set; }

    /// <summary>The header that is missing, malformed or there twice in a message that could not be read; <see cref="SipHeader.Other"/>: none that we read.</summary>
    public SipHeader Culprit { get; private set; }

    public ReadOnlySpan<byte> RequestUri => IsRequest ? Slice(_line) : default;

    public ReadOnlySpan<byte> ReasonPhrase => IsRequest ? default : Slice(_line);

    public ReadOnlySpan<byte> Body => Slice(_body);

    public ReadOnlySpan<byte> CallId => Value(SipHeader.CallId);

    public ReadOnlySpan<byte> FromTag => Tag(SipHeader.From);

    public ReadOnlySpan<byte> ToTag => Tag(SipHeader.To);

    public int FieldCount => _fields.Count;

    /// <summary>The bytes before the body: the first line and the headers.</summary>
    public int HeadLength => _body.Start.Value;

    /// <summary>The topmost Via; the parser has made sure that there is one.</summary>
    public ViaValue TopVia
    {
        get
        {
            var rest = Value(SipHeader.Via);
            return SipSyntax.TryNext(ref rest, out var first) && ViaValue.TryParse(first, out var via) ? via : default;
        }
    }

    /// <summary>The value of the first such header, empty when there is none.</summary>
    public ReadOnlySpan<byte> Value(SipHeader header) => _first[(int)header] is > 0 and var place ? Slice(_fields[place - 1].Value) : default;

    public bool Has(SipHeader header) => _first[(int)header] > 0;

    /// <summary>The first header of that name (in any case), or null.</summary>
    public string? Text(string name)
    {
        foreach (ref readonly var field in CollectionsMarshal.AsSpan(_fields))
        {
            if (Ascii.EqualsIgnoreCase(Slice(field.Name), name)) return SipSyntax.Text(Slice(field.Value));
        }

        return null;
    }

    public SipHeader HeaderAt(int index) => _fields[index].Header;

    public ReadOnlySpan<byte> ValueAt(int index) => Slice(_fields[index].Value);

    /// <summary>Every element of every such header, in order, commas taken apart.</summary>
    public List<string> Elements(SipHeader header)
    {
        List<string> elements = [];
        if (!Has(header)) return elements;
        foreach (ref readonly var field in CollectionsMarshal.AsSpan(_fields))
        {
            if (field.Header != header) continue;
            var rest = Slice(field.Value);
            while (SipSyntax.TryNext(ref rest, out var element)) elements.Add(SipSyntax.Text(element));
        }

        return elements;
    }

    /// <summary>How many elements all such headers have.</summary>
    public int Count(SipHeader header)
    {
        var count = 0;
        foreach (ref readonly var field in CollectionsMarshal.AsSpan(_fields))
        {
            if (field.Header != header) continue;
            var rest = Slice(field.Value);
            while (SipSyntax.TryNext(ref rest, out _)) count++;
        }

        return count;
    }

    /// <summary>Whether one of those elements is <paramref name="wanted"/>.</summary>
    /// <param name="header">The headers.</param>
    /// <param name="wanted">ASCII.</param>
    /// <param name="ignoreCase">For what is not case-sensitive, as option tags are not.</param>
    public bool HasElement(SipHeader header, string wanted, bool ignoreCase)
    {
        if (!Has(header)) return false;
        foreach (ref readonly var field in CollectionsMarshal.AsSpan(_fields))
        {
            if (field.Header != header) continue;
            var rest = Slice(field.Value);
            while (SipSyntax.TryNext(ref rest, out var element))
            {
                if (ignoreCase ? Ascii.EqualsIgnoreCase(element, wanted) : Ascii.Equals(element, wanted)) return true;
            }
        }

        return false;
    }

    /// <summary>A copy that owns its bytes.</summary>
    public SipMessage Clone()
    {
        var copy = new SipMessage
        {
            _bytes = _bytes.ToArray(),
            _line = _line,
            _body = _body,
            IsRequest = IsRequest,
            Method = Method,
            Status = Status,
            CSeq = CSeq,
        };
        copy._fields.AddRange(_fields);
        _first.CopyTo(copy._first);
        return copy;
    }

    internal void Reset(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        _fields.Clear();
        Array.Clear(_first);
        (_line, _body) = (default, default);
        (IsRequest, Method, Status, CSeq, Culprit) = (false, SipMethod.Unknown, 0, 0, SipHeader.Other);
    }

    internal void SetRequest(SipMethod method, Range uri) => (IsRequest, Method, _line) = (true, method, uri);

    internal void SetResponse(int status, Range reason) => (IsRequest, Status, _line) = (false, status, reason);

    internal void SetCSeq(uint number, SipMethod method) => (CSeq, Method) = (number, method);

    /// <summary>Notes what was wrong first.</summary>
    internal void Blame(SipHeader header)
    {
        if (Culprit == SipHeader.Other) Culprit = header;
    }

    internal void SetBody(Range body) => _body = body;

    /// <summary>The parser takes no more than 200.</summary>
    internal void Add(SipHeader header, Range name, Range value)
    {
        _fields.Add(new Field(header, name, value));
        if (_first[(int)header] == 0) _first[(int)header] = checked((byte)_fields.Count);
    }

    private ReadOnlySpan<byte> Slice(Range range) => _bytes.Span[range];

    private ReadOnlySpan<byte> Tag(SipHeader header) =>
        NameAddress.TryParse(Value(header), out var address) && address.TryTag(out var tag) ? tag : default;

    private readonly record struct Field(SipHeader Header, Range Name, Range Value);
}
