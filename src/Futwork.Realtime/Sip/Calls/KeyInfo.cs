using System.Text;
using Futwork.Realtime.Rtp;
using Futwork.Realtime.Sip.Messages;

namespace Futwork.Realtime.Sip.Calls;

/// <summary>
/// Key presses that a peer tells by INFO, as PBXs do beside RFC 4733 or in its place: a legacy usage, which no info package names (RFC 6086 section 2), with a body of one of two types.
/// </summary>
internal static class KeyInfo
{
    /// <summary>Lines such as <c>Signal=5</c> and <c>Duration=160</c>. How long a key was down nobody asks.</summary>
    private const string Relay = "application/dtmf-relay";

    /// <summary>The key and nothing else.</summary>
    private const string Bare = "application/dtmf";

    /// <summary>What to answer to an INFO within a dialog. One without a body wants no more than an answer (RFC 2976 section 2.2).</summary>
    /// <param name="info">The request.</param>
    /// <param name="press">Told of the key that it tells of.</param>
    public static SipResponse Answer(SipMessage info, Action<char> press)
    {
        // We have said of no package that we take it (RFC 6086 section 4.2.2).
        if (info.Text("Info-Package") is not null) return new SipResponse(469) { Headers = [new("Recv-Info", "")] };
        if (info.Body.IsEmpty) return new SipResponse(200);
        var type = info.Value(SipHeader.ContentType);
        var isRelay = SipSyntax.IsMediaType(type, Relay);
        if (!isRelay && !SipSyntax.IsMediaType(type, Bare)) return new SipResponse(415) { Headers = [new("Accept", Relay + ", " + Bare)] };
        if (Key(isRelay ? Signal(info.Body) : SipSyntax.Trim(info.Body)) is not { } key) return new SipResponse(400) { Reason = "Malformed Key" };
        press(key);
        return new SipResponse(200);
    }

    private static ReadOnlySpan<byte> Signal(ReadOnlySpan<byte> body)
    {
        while (SipSyntax.TryNext(ref body, out var line, (byte)'\n'))
        {
            var equals = line.IndexOf((byte)'=');
            if (equals > 0 && Ascii.EqualsIgnoreCase(SipSyntax.Trim(line[..equals]), "Signal"u8)) return SipSyntax.Trim(line[(equals + 1)..]);
        }

        return default;
    }

    /// <summary>A key as it stands on a phone, or the number of its event (RFC 4733 section 3.2), by which some tell * and #: 10 and 11.</summary>
    private static char? Key(ReadOnlySpan<byte> signal)
    {
        if (signal.Length == 1 && TelephoneEvents.IsKey((char)signal[0])) return char.ToUpperInvariant((char)signal[0]);
        return SipSyntax.TryNumber(signal, out var number) ? TelephoneEvents.KeyOf(number) : null;
    }
}
