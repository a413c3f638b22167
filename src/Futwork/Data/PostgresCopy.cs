using System.Buffers.Binary;
using System.Text;

namespace Futwork.Data;

/// <summary>Rows in the binary form of PostgreSQL's COPY (its manual, COPY, "Binary Format"): text and bigint columns, the value of each row with its length before it.</summary>
internal sealed class PostgresCopy
{
    private static readonly byte[] Signature = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0];

    private byte[] _bytes = new byte[1 << 16];
    private int _length;

    private PostgresCopy()
    {
    }

    /// <summary>The whole stream for columns of the same length.</summary>
    public static ReadOnlyMemory<byte> Encode(IReadOnlyList<Column> columns)
    {
        var copy = new PostgresCopy();
        Signature.CopyTo(copy.Take(Signature.Length));
        Array[] values = [.. columns.Select(column => column.Values)];
        for (var row = 0; row < values[0].Length; row++)
        {
            BinaryPrimitives.WriteInt16BigEndian(copy.Take(sizeof(short)), (short)values.Length);
            foreach (var column in values)
                copy.Write(column, row);
        }

        BinaryPrimitives.WriteInt16BigEndian(copy.Take(sizeof(short)), -1);
        return copy._bytes.AsMemory(0, copy._length);
    }

    private void Write(Array column, int row)
    {
        switch (column)
        {
            case string?[] texts:
                Write(texts[row]);
                break;
            case long[] numbers:
                Write(numbers[row]);
                break;
            case long?[] perhaps:
                Write(perhaps[row]);
                break;
            default:
                throw new ArgumentException($"No column can be of {column.GetType()}.", nameof(column));
        }
    }

    private void Write(string? text)
    {
        if (text is null)
        {
            WriteLength(-1);
            return;
        }

        var space = Room(sizeof(int) + Encoding.UTF8.GetMaxByteCount(text.Length));
        var count = Encoding.UTF8.GetBytes(text, space[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(space, count);
        _length += sizeof(int) + count;
    }

    private void Write(long? number)
    {
        if (number is not { } value)
        {
            WriteLength(-1);
            return;
        }

        WriteLength(sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(Take(sizeof(long)), value);
    }

    private void WriteLength(int length) => BinaryPrimitives.WriteInt32BigEndian(Take(sizeof(int)), length);

    private Span<byte> Take(int count)
    {
        var space = Room(count)[..count];
        _length += count;
        return space;
    }

    private Span<byte> Room(int count)
    {
        if (_bytes.Length - _length < count)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        return _bytes.AsSpan(_length);
    }
}
