using System.Buffers.Binary;
using System.Text;

namespace Futwork.Realtime.Sip.Naming;

/// <summary>Reads a DNS message front to back; whatever would leave its bounds fails.</summary>
internal ref struct DnsReader(ReadOnlySpan<byte> message)
{
    private const int MaxName = 255;
    private readonly ReadOnlySpan<byte> _message = message;
    private int _limit = message.Length;
    private int _at;

    public bool TryNumber(out int number)
    {
        number = 0;
        if (!TryBytes(2, out var bytes)) return false;
        number = BinaryPrimitives.ReadUInt16BigEndian(bytes);
        return true;
    }

    public bool TryLong(out uint number)
    {
        number = 0;
        if (!TryBytes(4, out var bytes)) return false;
        number = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return true;
    }

    public bool TryBytes(int count, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (_limit - _at < count) return false;
        bytes = _message.Slice(_at, count);
        _at += count;
        return true;
    }

    /// <summary>A character string: a length and so many bytes.</summary>
    public bool TryText(out string text)
    {
        text = "";
        if (!TryBytes(1, out var length) || !TryBytes(length[0], out var bytes)) return false;
        text = Encoding.ASCII.GetString(bytes);
        return true;
    }

    /// <summary>
    /// A name without the dot at its end. A pointer must lead further back than where the part before it began, so that no chain of
    /// them can go round.
    /// </summary>
    public bool TryName(out string name)
    {
        name = "";
        var text = new StringBuilder();
        int at = _at, start = _at, next = -1;
        while (true)
        {
            if (at >= _limit) return false;
            int length = _message[at++];
            if (length == 0) break;
            if ((length & 0xC0) == 0xC0)
            {
                if (at >= _limit) return false;
                var target = ((length & 0x3F) << 8) | _message[at++];
                if (target >= start) return false;
                if (next < 0) next = at;
                at = start = target;
                continue;
            }

            if (length > 63 || at + length > _limit || text.Length + length + 1 > MaxName) return false;
            if (text.Length > 0) text.Append('.');
            text.Append(Encoding.ASCII.GetString(_message.Slice(at, length)));
            at += length;
        }

        _at = next < 0 ? at : next;
        name = text.ToString();
        return true;
    }

    /// <summary>Bounds what follows to a record's own data.</summary>
    public bool TryEnter(int length, out int end)
    {
        end = _at + length;
        if (end > _limit) return false;
        _limit = end;
        return true;
    }

    /// <summary>Goes on behind a record, whatever was read of it.</summary>
    public bool TryLeave(int end)
    {
        _limit = _message.Length;
        _at = end;
        return true;
    }
}
