namespace Futwork.Realtime.Sip.Messages;

/// <summary>Why bytes were not a message that we can handle.</summary>
internal enum SipParseError : byte
{
    None,
    StartLine,
    Header,
    DuplicateHeader,
    MissingHeader,
    TooManyHeaders,
    ContentLength,
}

/// <summary>
/// Reads one whole message (RFC 3261 section 7). Lenient where peers are known to be sloppy (bare line feeds, folded lines,
/// white space), strict where two readings of one message would differ (a header twice, a length that does not fit).
/// It never throws on any input.
/// </summary>
internal static class SipParser
{
    /// <summary>More headers than any real message has.</summary>
    private const int MaxHeaders = 200;

    /// <summary>Reads <paramref name="buffer"/> into <paramref name="message"/>, unfolding continued lines in place.</summary>
    public static SipParseError Parse(Memory<byte> buffer, SipMessage message)
    {
        message.Reset(buffer);
        var bytes = buffer.Span;
        var position = 0;
        if (!TryLine(bytes, ref position, out var line) || !TryStartLine(bytes, line, message)) return SipParseError.StartLine;
        while (true)
        {
            if (!TryLine(bytes, ref position, out line)) return SipParseError.Header;
            if (line.Start.Value == line.End.Value) break;
            Unfold(bytes, ref position, ref line);
            if (message.FieldCount == MaxHeaders) return SipParseError.TooManyHeaders;
            if (AddHeader(bytes, line, message) is not SipParseError.None and var error) return error;
        }

        if (Check(message) is not SipParseError.None and var missing) return missing;
        return TryBody(bytes.Length, position, message) ? SipParseError.None : SipParseError.ContentLength;
    }

    private static bool TryLine(ReadOnlySpan<byte> bytes, ref int position, out Range line)
    {
        var feed = bytes[position..].IndexOf((byte)'\n');
        if (feed < 0)
        {
            line = default;
            return false;
        }

        var end = position + feed;
        var trimmed = end > position && bytes[end - 1] == '\r' ? end - 1 : end;
        line = position..trimmed;
        position = end + 1;
        return true;
    }

    private static bool TryStartLine(ReadOnlySpan<byte> bytes, Range range, SipMessage message)
    {
        var line = bytes[range];
        var start = range.Start.Value;
        var space = line.IndexOf((byte)' ');
        if (space <= 0 || line.ContainsAny((byte)'\r', (byte)'\0')) return false;
        if (line.StartsWith("SIP/2.0 "u8))
        {
            if (line.Length < 11 || !SipSyntax.TryNumber(line.Slice(8, 3), out var status) || status is < 100 or > 699) return false;
            if (line.Length > 11 && line[11] != ' ') return false;
            message.SetResponse((int)status, (start + Math.Min(12, line.Length))..range.End);
            return true;
        }

        var lastSpace = line.LastIndexOf((byte)' ');
        var uri = line[(space + 1)..Math.Max(space + 1, lastSpace)];
        if (!SipSyntax.IsToken(line[..space]) || uri.IsEmpty || uri.ContainsAny(" \t<>\""u8)) return false;
        if (!line[(lastSpace + 1)..].SequenceEqual("SIP/2.0"u8)) return false;
        message.SetRequest(SipMethods.Parse(line[..space]), (start + space + 1)..(start + lastSpace));
        return true;
    }

    /// <summary>A line that begins with white space continues the one before (RFC 3261 section 7.3.1).</summary>
    private static void Unfold(Span<byte> bytes, ref int position, ref Range line)
    {
        while (position < bytes.Length && bytes[position] is (byte)' ' or (byte)'\t')
        {
            var folded = line.End.Value;
            var next = position;
            if (!TryLine(bytes, ref next, out var continuation)) return;
            bytes[folded..position].Fill((byte)' ');
            position = next;
            line = line.Start..continuation.End;
        }
    }

    private static SipParseError AddHeader(ReadOnlySpan<byte> bytes, Range range, SipMessage message)
    {
        var line = bytes[range];
        var start = range.Start.Value;
        var colon = line.IndexOf((byte)':');
        // A lone CR ends a line for some readers. (A NUL may stand in a quoted string, behind a backslash.)
        if (colon <= 0 || line.Contains((byte)'\r')) return SipParseError.Header;
        var name = line[..colon].TrimEnd(" \t"u8);
        if (!SipSyntax.IsToken(name)) return SipParseError.Header;
        var header = SipHeaders.Parse(name);
        if (SipHeaders.IsSingle(header) && message.Has(header)) return SipParseError.DuplicateHeader;

        var value = line[(colon + 1)..];
        var leading = value.Length - value.TrimStart(" \t"u8).Length;
        var length = SipSyntax.Trim(value).Length;
        var valueStart = start + colon + 1 + leading;
        message.Add(header, start..(start + name.Length), valueStart..(valueStart + length));
        return SipParseError.None;
    }

    private static SipParseError Check(SipMessage message)
    {
        if (message.CallId.IsEmpty || !message.Has(SipHeader.Via) || !message.Has(SipHeader.CSeq)) return SipParseError.MissingHeader;
        if (message.CallId.ContainsAny(" \t,"u8)) return SipParseError.Header;
        if (!NameAddress.TryParse(message.Value(SipHeader.From), out _) || !NameAddress.TryParse(message.Value(SipHeader.To), out _))
            return SipParseError.MissingHeader;
        var vias = message.Value(SipHeader.Via);
        if (!SipSyntax.TryNext(ref vias, out var top) || !ViaValue.TryParse(top, out _)) return SipParseError.Header;
        return TryCSeq(message) ? SipParseError.None : SipParseError.Header;
    }

    private static bool TryCSeq(SipMessage message)
    {
        var value = message.Value(SipHeader.CSeq);
        var space = value.IndexOfAny(" \t"u8);
        if (space < 0 || !SipSyntax.TryNumber(value[..space], out var number) || number > int.MaxValue) return false;
        var name = SipSyntax.Trim(value[space..]);
        var method = SipMethods.Parse(name);
        if (!SipSyntax.IsToken(name) || (message.IsRequest && method != message.Method)) return false;
        message.SetCSeq(number, method);
        return true;
    }

    private static bool TryBody(int available, int position, SipMessage message)
    {
        var length = available - position;
        if (message.Has(SipHeader.ContentLength))
        {
            if (!SipSyntax.TryNumber(message.Value(SipHeader.ContentLength), out var stated) || stated > length) return false;
            length = (int)stated;
        }

        message.SetBody(position..(position + length));
        return true;
    }
}
