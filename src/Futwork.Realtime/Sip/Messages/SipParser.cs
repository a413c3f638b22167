using System.Buffers;

namespace Futwork.Realtime.Sip.Messages;

/// <summary>Why bytes were not a message that we can handle.</summary>
internal enum SipParseError : byte
{
    None,
    StartLine,
    Version,
    RequestUri,
    MethodMismatch,
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

    private static readonly SearchValues<byte> VersionBytes = SearchValues.Create("0123456789."u8);

    /// <summary>Without these no message can be answered or told from another (RFC 3261 section 8.1.1).</summary>
    private static readonly SipHeader[] Mandatory = [SipHeader.Via, SipHeader.From, SipHeader.To, SipHeader.CallId, SipHeader.CSeq];

    /// <summary>
    /// Reads <paramref name="buffer"/> into <paramref name="message"/>, unfolding continued lines in place. Of what is malformed all is read that
    /// can be, so that a request may be told what is wrong with it; the first problem is the one that is named.
    /// </summary>
    public static SipParseError Parse(Memory<byte> buffer, SipMessage message)
    {
        message.Reset(buffer);
        var bytes = buffer.Span;
        var position = 0;
        if (!TryLine(bytes, ref position, out var line)) return SipParseError.StartLine;
        var problem = StartLine(bytes, line, message);
        if (problem != SipParseError.None && !message.IsRequest) return problem;
        while (true)
        {
            if (!TryLine(bytes, ref position, out line)) return First(problem, SipParseError.Header);
            if (line.Start.Value == line.End.Value) break;
            Unfold(bytes, ref position, ref line);
            if (message.FieldCount == MaxHeaders) return First(problem, SipParseError.TooManyHeaders);
            if (AddHeader(bytes, line, message) is not SipParseError.None and var found) problem = First(problem, found);
        }

        if (problem == SipParseError.None) problem = Check(message);
        if (TryBody(bytes.Length, position, message) || problem != SipParseError.None) return problem;
        message.Blame(SipHeader.ContentLength);
        return SipParseError.ContentLength;
    }

    private static SipParseError First(SipParseError known, SipParseError found) => known == SipParseError.None ? found : known;

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

    private static SipParseError StartLine(ReadOnlySpan<byte> bytes, Range range, SipMessage message)
    {
        var line = bytes[range];
        var start = range.Start.Value;
        if (line.StartsWith("SIP/2.0 "u8)) return TryStatusLine(line, range, message) ? SipParseError.None : SipParseError.StartLine;
        var space = line.IndexOf((byte)' ');
        var end = line.LastIndexOf(" SIP/"u8);
        if (space <= 0 || end < space || !SipSyntax.IsToken(line[..space])) return SipParseError.StartLine;
        var uri = line[Math.Min(space + 1, end)..end];
        message.SetRequest(SipMethods.Parse(line[..space]), (start + end - uri.Length)..(start + end));
        if (line.ContainsAny((byte)'\r', (byte)'\0') || uri.IsEmpty || uri.ContainsAny(" \t"u8)) return SipParseError.StartLine;
        var version = line[(end + 1)..];
        if (!version.SequenceEqual("SIP/2.0"u8)) return version[4..].ContainsAnyExcept(VersionBytes) ? SipParseError.StartLine : SipParseError.Version;
        return uri.ContainsAny("<>\""u8) ? SipParseError.RequestUri : SipParseError.None;
    }

    private static bool TryStatusLine(ReadOnlySpan<byte> line, Range range, SipMessage message)
    {
        if (line.ContainsAny((byte)'\r', (byte)'\0')) return false;
        if (line.Length < 11 || !SipSyntax.TryNumber(line.Slice(8, 3), out var status) || status is < 100 or > 699) return false;
        if (line.Length > 11 && line[11] != ' ') return false;
        message.SetResponse((int)status, (range.Start.Value + Math.Min(12, line.Length))..range.End);
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
        if (SipHeaders.IsSingle(header) && message.Has(header))
        {
            message.Blame(header);
            return SipParseError.DuplicateHeader;
        }

        var value = line[(colon + 1)..];
        var leading = value.Length - value.TrimStart(" \t"u8).Length;
        var length = SipSyntax.Trim(value).Length;
        var valueStart = start + colon + 1 + leading;
        message.Add(header, start..(start + name.Length), valueStart..(valueStart + length));
        return SipParseError.None;
    }

    private static SipParseError Check(SipMessage message)
    {
        foreach (var header in Mandatory)
        {
            if (!message.Value(header).IsEmpty) continue;
            message.Blame(header);
            return SipParseError.MissingHeader;
        }

        if (message.CallId.ContainsAny(" \t,\0"u8)) return Malformed(message, SipHeader.CallId);
        if (!NameAddress.TryParse(message.Value(SipHeader.From), out _)) return Malformed(message, SipHeader.From);
        if (!NameAddress.TryParse(message.Value(SipHeader.To), out _)) return Malformed(message, SipHeader.To);
        var vias = message.Value(SipHeader.Via);
        if (message.IsRequest && HasEmptyPart(vias)) return Malformed(message, SipHeader.Via);
        if (!SipSyntax.TryNext(ref vias, out var top) || !ViaValue.TryParse(top, out var via) || !via.IsVersion2) return Malformed(message, SipHeader.Via);
        return CheckCSeq(message);
    }

    private static SipParseError CheckCSeq(SipMessage message)
    {
        var value = message.Value(SipHeader.CSeq);
        var space = value.IndexOfAny(" \t"u8);
        if (space < 0 || !SipSyntax.TryNumber(value[..space], out var number) || number > int.MaxValue) return Malformed(message, SipHeader.CSeq);
        var name = SipSyntax.Trim(value[space..]);
        if (!SipSyntax.IsToken(name)) return Malformed(message, SipHeader.CSeq);
        var method = SipMethods.Parse(name);
        if (message.IsRequest && method != message.Method) return SipParseError.MethodMismatch;
        message.SetCSeq(number, method);
        return SipParseError.None;
    }

    private static SipParseError Malformed(SipMessage message, SipHeader header)
    {
        message.Blame(header);
        return SipParseError.Header;
    }

    /// <summary>Nothing stands between two separators (RFC 4475 section 3.1.2.1). One at the end hurts nobody.</summary>
    private static bool HasEmptyPart(ReadOnlySpan<byte> value)
    {
        var separated = false;
        foreach (var b in value)
        {
            var separates = b is (byte)';' or (byte)',';
            if (separates && separated) return true;
            separated = separates || (separated && b is (byte)' ' or (byte)'\t');
        }

        return false;
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
